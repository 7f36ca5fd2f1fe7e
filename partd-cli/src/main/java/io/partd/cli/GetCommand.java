package io.partd.cli;

import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code partd get}. */
@Command(
        name = "get",
        header = "Writes the values of keys to standard output.",
        description = {
            "They come one after the other, byte for byte, and may be of any size. If one of the keys has no value, "
                    + "nothing is written, and the command fails.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GetCommand implements Callable<Integer> {

    private static final int BUFFER = 256 << 10;

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            converter = KeyConverter.class,
            description = "The keys.")
    private List<String> keys;

    @Option(
            names = "--json",
            description =
                    "Write a line of JSON for each key: {\"key\":\"k\",\"value\":\"text\"}, or, where a value is no "
                            + "UTF-8, {\"key\":\"k\",\"value\":{\"base64\":\"...\"}}. Each value is held in memory.")
    private boolean json;

    @Mixin
    private CodecOption codecs = new CodecOption();

    GetCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (Store store = codecs.chain().over(address.openExisting())) {
            requireValues(store);
            if (json) {
                JsonValues.write(store, keys, streams.out());
            } else {
                for (String key : keys) {
                    copy(store, key);
                }
            }
            streams.out().flush();
        }
        return 0;
    }

    private void requireValues(Store store) throws IOException {
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            if (store.size(key) == 0) {
                missing.add("'" + key + "'");
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("no value for key " + String.join(", ", missing) + " in " + store
                    + "; 'partd keys' lists those that have one");
        }
    }

    private void copy(Store store, String key) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = store.open(key)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                streams.out().write(buffer, 0, length);
            }
        }
    }
}
