package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.running.HumanSize;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code partd keys}. */
@Command(name = "keys", header = "Lists the keys that have a value, one a line, sorted.", description = "")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Option(names = "-l", description = "Show the values' sizes in front: bytes as they are stored.")
    private boolean sizes;

    @Mixin
    private CodecOption codecs = new CodecOption();

    KeysCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (Store bytes = address.openToRead();
                Partd<?> store = codecs.of(bytes).over(bytes);
                Writer out = new BufferedWriter(new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8))) {
            if (sizes) {
                list(Sizes.of(store), out);
            } else {
                for (String key : store.keys()) {
                    out.append(key).append('\n');
                }
            }
        }
        return 0;
    }

    private static void list(SortedMap<String, Long> sizes, Writer out) throws IOException {
        int width = 0;
        for (long size : sizes.values()) {
            width = Math.max(width, HumanSize.of(size).length());
        }
        for (Map.Entry<String, Long> entry : sizes.entrySet()) {
            String size = HumanSize.of(entry.getValue());
            out.append(" ".repeat(width - size.length())).append(size);
            out.append("  ").append(entry.getKey()).append('\n');
        }
    }
}
