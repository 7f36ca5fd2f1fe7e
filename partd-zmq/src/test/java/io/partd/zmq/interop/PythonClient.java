package io.partd.zmq.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.zmq.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Python's {@code partd.Client}, in a process of its own. */
final class PythonClient implements AutoCloseable {

    private static final HexFormat HEX = HexFormat.of();

    private final ChildProcess process;

    PythonClient(String address) throws IOException {
        process = Python.script(PythonClient.class, "client.py", address);
    }

    /** Appends texts; a key with a plus is a tuple. */
    void append(Map<String, String> batch) throws IOException {
        StringBuilder line = new StringBuilder("append");
        new TreeMap<>(batch)
                .forEach((key, value) ->
                        line.append('\t').append(key).append('\t').append(hex(value)));
        assertThat(answer(line.toString())).isEqualTo("done");
    }

    /** Returns values as texts. */
    List<String> get(String... keys) throws IOException {
        String answer = answer("get\t" + String.join("\t", keys));
        return Stream.of(answer.split(" ")).map(PythonClient::text).toList();
    }

    String getOne(String key) throws IOException {
        return text(answer("get-one\t" + key));
    }

    void iset(String key, String value) throws IOException {
        assertThat(answer("iset\t" + key + "\t" + hex(value))).isEqualTo("done");
    }

    /** Sends a command line, and returns the answer. */
    String answer(String line) throws IOException {
        send(line);
        return await();
    }

    void send(String line) throws IOException {
        process.writeLine(line);
    }

    String await() throws IOException {
        String answer = process.readLine();
        if (answer == null || answer.startsWith("Traceback")) {
            throw new AssertionError(process.rest());
        }
        return answer;
    }

    private static String hex(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String hex) {
        return hex.equals("-") ? "" : new String(HEX.parseHex(hex), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
