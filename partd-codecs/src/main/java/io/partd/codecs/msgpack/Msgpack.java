package io.partd.codecs.msgpack;

import io.partd.codec.Codec;
import io.partd.codecs.pickle.Pickle;
import io.partd.codecs.pickle.PickleReader;
import io.partd.codecs.pickle.PickleWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes lists in MessagePack, and as pickles where that cannot be: Python partd's {@code Python}, readable and
 * writable from either language. Each append is one frame in one of the two, and a read returns one list of all, in
 * append order. Thread-safe.
 *
 * <p>A frame is a pickle if there is in it, at any depth, what MessagePack does not have, a set or an integer of more
 * than 64 bits; what Python could not read back, a map with keys other than texts and bytes; text with half a surrogate
 * pair; or lists nested more than 511 deep. Tuples in MessagePack come back as lists. Python's partd writes maps with
 * other keys, which it then cannot read; they are read here.
 *
 * <p>The library for MessagePack uses {@code sun.misc.Unsafe}, of which JDK 24 and later warn; the system property
 * {@code msgpack.universal-buffer=true} makes it do without.
 */
public final class Msgpack implements Codec<List<@Nullable Object>> {

    private static final Msgpack CODEC = new Msgpack(Pickle.codec());

    private final Codec<List<@Nullable Object>> pickle;

    private Msgpack(Codec<List<@Nullable Object>> pickle) {
        this.pickle = pickle;
    }

    /** Returns the codec. */
    public static Codec<List<@Nullable Object>> codec() {
        return CODEC;
    }

    /**
     * Returns a codec whose pickles have another writer and reader, for another protocol, more names or other bounds.
     */
    public static Codec<List<@Nullable Object>> codec(PickleWriter writer, PickleReader reader) {
        return new Msgpack(Pickle.codec(writer, reader));
    }

    @Override
    public byte[] encode(List<@Nullable Object> value) throws IOException {
        byte[] packed = Packing.pack(value);
        return packed == null ? pickle.encode(value) : packed;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be a list in MessagePack, or a pickle of one, and nothing after it.
     */
    @Override
    public List<@Nullable Object> decode(byte[] payload) throws IOException {
        if (beginsList(payload)) {
            return Unpacking.unpackList(payload);
        }
        try {
            return pickle.decode(payload);
        } catch (IOException e) {
            throw new IOException("neither a list in MessagePack nor a pickle of one: " + e.getMessage(), e);
        }
    }

    @Override
    public List<@Nullable Object> join(List<List<@Nullable Object>> values) {
        List<@Nullable Object> joined = new ArrayList<>();
        values.forEach(joined::addAll);
        return joined;
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("msgpack");
    }

    @Override
    public String toString() {
        return "Msgpack";
    }

    /** No pickle begins with a byte with which a list begins in MessagePack: those opcodes need something before. */
    private static boolean beginsList(byte[] payload) {
        if (payload.length == 0) {
            return false;
        }
        int first = payload[0] & 0xff;
        return (first >= 0x90 && first <= 0x9f) || first == 0xdc || first == 0xdd;
    }
}
