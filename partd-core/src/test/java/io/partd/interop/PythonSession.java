package io.partd.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A partd in a Python process, with the commands of {@code session.py}. */
final class PythonSession implements AutoCloseable {

    private static final HexFormat HEX = HexFormat.of();

    private final ChildProcess process;

    /** Opens a partd of a kind, {@code file} or {@code zlib}. */
    PythonSession(String kind, Path directory) throws IOException {
        process = Python.script("session.py", kind, directory.toString());
    }

    void append(Map<String, byte[]> batch) throws IOException {
        StringBuilder line = new StringBuilder("append");
        new TreeMap<>(batch)
                .forEach((key, value) ->
                        line.append('\t').append(key).append('\t').append(HEX.formatHex(value)));
        run(line.toString());
    }

    void append(String key, byte[] value) throws IOException {
        append(Map.of(key, value));
    }

    List<byte[]> get(String... keys) throws IOException {
        return Stream.of(answer("get\t" + String.join("\t", keys)).split(" "))
                .map(hex -> hex.equals("-") ? new byte[0] : HEX.parseHex(hex))
                .toList();
    }

    void iset(String key, byte[] value) throws IOException {
        run("iset\t" + key + "\t" + HEX.formatHex(value));
    }

    void delete(String... keys) throws IOException {
        run("delete\t" + String.join("\t", keys));
    }

    void drop() throws IOException {
        run("drop");
    }

    /** Starts counting a key up; {@link #await} waits for the end. */
    void startCounting(String key, int times) throws IOException {
        process.writeLine("count\t" + key + "\t" + times);
    }

    /** Waits for a command's end. */
    void await() throws IOException {
        assertThat(process.readLine()).isEqualTo("done");
    }

    private void run(String line) throws IOException {
        assertThat(answer(line)).isEqualTo("done");
    }

    private String answer(String line) throws IOException {
        process.writeLine(line);
        String answer = process.readLine();
        if (answer == null || answer.startsWith("Traceback")) {
            throw new AssertionError(line + ": " + process.rest());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
