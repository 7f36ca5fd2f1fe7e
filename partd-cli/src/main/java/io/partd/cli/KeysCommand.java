package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.running.HumanSize;
import io.partd.cli.running.OneLine;
import io.partd.cli.values.JsonText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code partd keys}. */
@Command(
        name = "keys",
        header = "Lists the keys that have a value, one a line, sorted.",
        description = {
            "Keys are written as they are; on a terminal, control characters in them as escapes such as \\n and \\u001b.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "List only the keys that begin so.")
    private String prefix = "";

    @Option(names = "-l", description = "Show the values' sizes in front: bytes as they are stored.")
    private boolean sizes;

    @Option(
            names = {"-b", "--bytes"},
            description = "Show the sizes as exact numbers of bytes, and a tab after them.")
    private boolean exact;

    @Option(
            names = "--json",
            description = "Write a JSON object for each key, with the exact size: {\"key\":\"k\",\"bytes\":17}.")
    private boolean json;

    @Option(
            names = {"-0", "--null"},
            description = "End each line with a NUL byte, since keys may have line ends in them.")
    private boolean nullEnds;

    @Mixin
    private CodecOption codecs = new CodecOption();

    KeysCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (json && (sizes || exact)) {
            throw new IllegalArgumentException("--json shows sizes already; leave out " + (sizes ? "-l" : "-b"));
        }
        try (Store bytes = address.openToRead();
                Partd<?> store = codecs.of(bytes).over(bytes);
                Writer out = new BufferedWriter(new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8))) {
            char end = nullEnds ? '\0' : '\n';
            if (sizes || exact || json) {
                list(Sizes.of(store, prefix), end, out);
            } else {
                try (Stream<String> keys = store.keys(prefix)) {
                    for (String key : (Iterable<String>) keys::iterator) {
                        out.append(shown(key)).append(end);
                    }
                }
            }
        }
        return 0;
    }

    private void list(SortedMap<String, Long> listed, char end, Writer out) throws IOException {
        int width = 0;
        for (long size : listed.values()) {
            width = Math.max(width, HumanSize.of(size).length());
        }
        for (Map.Entry<String, Long> entry : listed.entrySet()) {
            String key = entry.getKey();
            long bytes = entry.getValue();
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("key", key);
                object.put("bytes", bytes);
                out.append(JsonText.line(object).strip()).append(end);
            } else if (exact) {
                out.append(Long.toString(bytes)).append('\t').append(shown(key)).append(end);
            } else {
                String size = HumanSize.of(bytes);
                out.append(" ".repeat(width - size.length())).append(size);
                out.append("  ").append(shown(key)).append(end);
            }
        }
    }

    /** Returns a key as it is; for people, with escapes for the characters that a terminal obeys. */
    private String shown(String key) {
        return streams.isTerminal() && !nullEnds ? OneLine.escaped(key) : key;
    }
}
