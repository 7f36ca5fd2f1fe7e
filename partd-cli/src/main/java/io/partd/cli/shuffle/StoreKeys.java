package io.partd.cli.shuffle;

import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreUri;
import io.partd.arrow.KeySource;
import io.partd.arrow.Table;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.ValueKind;
import io.partd.file.FilePerKeyStore;
import io.partd.input.PartitionColumn;
import io.partd.log.LogStore;
import io.partd.shuffle.Source;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The keys of stores as inputs, and these stores, which stay open for it. */
final class StoreKeys implements Closeable {

    private static final Set<String> SCHEMES =
            Set.of("log", "file", "redis", "rediss", "redis-cluster", "rediss-cluster", "tcp", "ipc");

    private final @Nullable CodecChain codec;
    private final @Nullable String pattern;
    private final @Nullable String column;
    private final List<Partd<?>> stores = new ArrayList<>();

    /**
     * Makes no inputs yet.
     *
     * @param codec how values are encoded; null if that is what the store remembers
     * @param pattern of the keys to read; null for all
     * @param column the name of a column with the key; null for none
     */
    StoreKeys(@Nullable CodecChain codec, @Nullable String pattern, @Nullable String column) {
        this.codec = codec;
        this.pattern = pattern;
        this.column = column;
    }

    /** Tells whether an input is a store's URI, and not a path. */
    static boolean isStore(String input) {
        return StoreUri.matches(input)
                && SCHEMES.contains(StoreUri.parse(input).scheme())
                && !Files.exists(Path.of(input));
    }

    /** Opens a store, and returns its keys as inputs, sorted. */
    List<Input> inputs(String uri, LongAdder bytesRead) throws IOException {
        Store store = open(uri);
        stores.add(store);
        CodecChain chain = codec == null ? CodecChain.remembered(store) : codec;
        if (chain.kind() != ValueKind.BYTES && chain.kind() != ValueKind.TABLE) {
            throw new IllegalArgumentException("codec '" + chain.outermost() + "' makes " + chain.kind()
                    + ", and a shuffle reads bytes or tables");
        }
        Partd<?> values = chain.over(store);
        stores.set(stores.size() - 1, values);
        List<Input> inputs = new ArrayList<>();
        for (String key : keys(values)) {
            inputs.add(input(values, key, bytesRead));
        }
        return inputs;
    }

    private static Store open(String text) throws IOException {
        StoreUri uri = StoreUri.parse(text);
        boolean log = uri.scheme().equals("log");
        if (!log && !uri.scheme().equals("file")) {
            return Partd.open(text);
        }
        uri.options().requireOnly(Set.of("fsync", "readonly"));
        Path directory = uri.directory();
        if (!Files.exists(directory) || (log && !LogStore.isLog(directory))) {
            throw new NoSuchFileException(
                    directory.toString(), null, log ? "there is no log" : "no such dataset; check the path");
        }
        return log ? LogStore.openReadOnly(directory) : FilePerKeyStore.openReadOnly(directory);
    }

    private List<String> keys(Partd<?> store) throws IOException {
        List<String> keys = store.keys().stream().sorted().toList();
        String wanted = pattern;
        if (wanted != null) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + wanted);
            keys = keys.stream().filter(key -> matches(matcher, key)).toList();
        }
        if (keys.isEmpty()) {
            throw new IOException(
                    wanted == null ? store + " has no keys to read" : store + " has no key like --keys " + wanted);
        }
        return keys;
    }

    private static boolean matches(PathMatcher matcher, String key) {
        try {
            return matcher.matches(Path.of(key));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked") // what makes no bytes makes tables
    private Input input(Partd<?> values, String key, LongAdder bytesRead) {
        List<PartitionColumn> columns =
                column == null ? List.of() : List.of(new PartitionColumn(column, PartitionColumn.Type.STRING, key));
        if (values instanceof Store bytes) {
            Source value = Source.of("key '" + key + "' of " + bytes, () -> Channels.newChannel(bytes.open(key)));
            return Input.key(key, value, columns, bytesRead);
        }
        return Input.key(key, KeySource.of((Partd<Table>) values, key), columns, bytesRead);
    }

    /** Checks that no option says how to read stores, as there are none. */
    void requireNoOptions() {
        if (codec != null || pattern != null || column != null) {
            String option = codec != null ? "--codec" : pattern != null ? "--keys" : "--key-column";
            throw new IllegalArgumentException(option + " goes with a store as input, as in log:trips");
        }
    }

    @Override
    public void close() throws IOException {
        for (Partd<?> store : stores) {
            store.close();
        }
    }
}
