package io.partd.cli;

import io.partd.Partd;
import io.partd.cli.values.StrictText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A store and the keys of it that a command works on: those that are given, those of a file, or those with a prefix.
 */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeySelection {

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY",
            converter = KeyConverter.class,
            description = "The keys.")
    private List<String> keys = List.of();

    @Option(
            names = "--keys-from",
            paramLabel = "FILE",
            description = "Take the keys from a file, one a line; - is standard input.")
    private @Nullable String file;

    @Option(
            names = {"-0", "--null"},
            description = "With --keys-from, a NUL byte ends each key, as 'partd keys -0' writes them.")
    private boolean nullEnds;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Take all keys that begin so.")
    private @Nullable String prefix;

    /** Returns where the store is. */
    StoreAddress address() {
        return address;
    }

    /** Returns the prefix that was given; null if there is none. */
    @Nullable
    String prefix() {
        return prefix;
    }

    /** Returns the first key that was given; empty if none was. */
    String first() {
        return keys.isEmpty() ? "" : keys.get(0);
    }

    /**
     * Checks that the keys are said in one way.
     *
     * @param others how many other ways the command has been told
     * @param ways what could have been given
     */
    void requireOne(int others, String ways) {
        int given = (keys.isEmpty() ? 0 : 1) + (file == null ? 0 : 1) + (prefix == null ? 0 : 1) + others;
        if (given != 1) {
            throw new IllegalArgumentException(
                    (given == 0 ? "no keys are given; " : "keys are given in several ways; ") + "name " + ways);
        }
        if (nullEnds && file == null) {
            throw new IllegalArgumentException("-0 says how --keys-from reads keys; give it a file");
        }
    }

    /** Returns the keys of a store that are selected, those that were given in their order. */
    List<String> of(Partd<?> store, Streams streams) throws IOException {
        if (prefix != null) {
            try (Stream<String> found = store.keys(prefix)) {
                return found.toList();
            }
        }
        return file == null ? keys : read(file, streams);
    }

    private List<String> read(String source, Streams streams) throws IOException {
        String text;
        if (source.equals("-")) {
            text = StrictText.decode(streams.in().readAllBytes(), "standard input", 1);
        } else {
            try (InputStream in = Files.newInputStream(Path.of(source))) {
                text = StrictText.decode(in.readAllBytes(), source, 1);
            }
        }
        return Stream.of(text.split(nullEnds ? "\0" : "\n", -1))
                .filter(key -> !key.isEmpty())
                .toList();
    }
}
