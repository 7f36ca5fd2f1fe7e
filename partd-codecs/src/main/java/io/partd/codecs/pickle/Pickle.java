package io.partd.codecs.pickle;

import io.partd.codec.Codec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pickles lists: Python partd's {@code Pickle}, readable and writable from either language. Each append is one pickle
 * of a list, and a read returns one list of all, in append order. Thread-safe.
 *
 * <pre>{@code
 * try (Partd<List<Object>> partd = Partd.file(directory).with(Pickle.codec())) {
 *     partd.append("oslo", List.of("sunny", 21L));
 *     partd.append("oslo", List.of("rain", 15L));
 *     partd.get("oslo"); // [sunny, 21, rain, 15]
 * }
 * }</pre>
 */
public final class Pickle implements Codec<List<@Nullable Object>> {

    private static final Pickle CODEC = new Pickle(new PickleWriter(), new PickleReader());

    private final PickleWriter writer;
    private final PickleReader reader;

    private Pickle(PickleWriter writer, PickleReader reader) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    /** Returns the codec with a {@link PickleWriter} of protocol 4 and a {@link PickleReader} of the standard names. */
    public static Codec<List<@Nullable Object>> codec() {
        return CODEC;
    }

    /** Returns a codec with another writer and reader, for another protocol, more names or other bounds. */
    public static Codec<List<@Nullable Object>> codec(PickleWriter writer, PickleReader reader) {
        return new Pickle(writer, reader);
    }

    @Override
    public byte[] encode(List<@Nullable Object> value) throws IOException {
        return writer.write(value);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be one pickle, of a list, and nothing after it.
     */
    @Override
    @SuppressWarnings("unchecked") // a list may hold anything
    public List<@Nullable Object> decode(byte[] payload) throws IOException {
        Object value = reader.read(payload);
        if (value instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        throw new IOException("pickle is of " + PythonTypes.describe(value) + " instead of a list");
    }

    @Override
    public List<@Nullable Object> join(List<List<@Nullable Object>> values) {
        List<@Nullable Object> joined = new ArrayList<>();
        values.forEach(joined::addAll);
        return joined;
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("pickle");
    }

    @Override
    public String toString() {
        return "Pickle";
    }
}
