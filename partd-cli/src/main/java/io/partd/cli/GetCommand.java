package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.JsonPrinter;
import io.partd.cli.values.TablePrinter;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private KeySelection selection = new KeySelection();

    @Option(names = "--all", description = "Take all keys, sorted.")
    private boolean all;

    private List<String> keys = List.of();

    @Option(
            names = "--json",
            description =
                    "Write a line of JSON for each key: {\"key\":\"k\",\"value\":\"text\"}, or, where a value is no "
                            + "UTF-8, {\"key\":\"k\",\"value\":{\"base64\":\"...\"}}. With a codec of other values these, "
                            + "as JSON; of tables, a line for each row.")
    private boolean json;

    @Option(names = "--csv", description = "Write tables as CSV, with the columns' names first.")
    private boolean csv;

    @Mixin
    private CodecOption codecs = new CodecOption();

    GetCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        selection.requireOne(all ? 1 : 0, "KEY..., or give --keys-from, --prefix or --all");
        codecs.given().ifPresent(this::requireForm);
        try (Store bytes = selection.address().openToRead()) {
            CodecChain chain = codecs.of(bytes);
            requireForm(chain);
            try (Partd<?> store = chain.over(bytes)) {
                print(store, chain);
            }
        }
        return 0;
    }

    private void print(Partd<?> store, CodecChain chain) throws IOException {
        if (all) {
            keys = List.copyOf(store.keys());
        } else {
            keys = selection.of(store, streams);
            requireValues(store);
        }
        if (chain.kind() == ValueKind.TABLE) {
            printTables(store);
            return;
        }
        JsonPrinter printer = new JsonPrinter(streams.out());
        for (String key : keys) {
            if (json) {
                printer.printEntry(key, store);
            } else if (store instanceof Store bytes) {
                copy(bytes, key);
            } else if (chain.kind() == ValueKind.TEXT) {
                copyText(store, key);
            } else {
                printer.printElements(key, store);
            }
        }
        printer.flush();
    }

    private void requireForm(CodecChain chain) {
        boolean tables = chain.kind() == ValueKind.TABLE;
        if (csv && !tables) {
            throw new IllegalArgumentException("--csv is for tables; "
                    + (chain.isNone()
                            ? "say --codec " + tablesOf(selection) + " if these are some"
                            : "codec '" + chain.outermost() + "' makes " + chain.kind()));
        }
        if (csv && json) {
            throw new IllegalArgumentException("--csv and --json are two ways to write it; give one of them");
        }
        if (!csv && !json && !chain.isPlain()) {
            throw new IllegalArgumentException("codec '" + chain.outermost() + "' makes " + chain.kind()
                    + ", not bytes; say --json " + (tables ? "or --csv " : "") + "to see them");
        }
    }

    /** Returns the codec of tables that the first key looks like, going by the names that a shuffle gives to files. */
    private static String tablesOf(KeySelection selection) {
        String key = selection.first();
        if (key.endsWith(".parquet")) {
            return "parquet";
        }
        return key.endsWith(".arrow") || key.endsWith(".arrows") ? "arrow-file" : "arrow";
    }

    private void printTables(Partd<?> store) throws IOException {
        TablePrinter printer = new TablePrinter(streams.out());
        try {
            for (String key : keys) {
                if (csv) {
                    printer.printCsv(key, store);
                } else {
                    printer.printJson(key, store);
                }
            }
        } finally {
            printer.flush();
        }
    }

    private void copyText(Partd<?> store, String key) throws IOException {
        try (Stream<?> pieces = store.stream(key)) {
            for (Iterator<?> each = pieces.iterator(); each.hasNext(); ) {
                streams.out().write(((String) each.next()).getBytes(StandardCharsets.UTF_8));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void requireValues(Partd<?> store) throws IOException {
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            if (store.size(key) == 0) {
                missing.add("'" + key + "'");
            }
        }
        if (keys.isEmpty() && selection.prefix() != null) {
            throw new IOException("no key of " + store + " begins with '" + selection.prefix()
                    + "'; 'partd keys' lists those that have a value");
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
