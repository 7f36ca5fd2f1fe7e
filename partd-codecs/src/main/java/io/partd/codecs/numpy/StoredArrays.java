package io.partd.codecs.numpy;

import io.partd.CorruptDataException;
import io.partd.codec.Codec;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.pickle.Pickle;
import io.partd.codecs.pickle.PickleReader;
import io.partd.codecs.pickle.PickleWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored bytes of an array. */
final class StoredArrays {

    /** The names that a pickle may use are the standard ones. */
    static final StoredArrays STANDARD = reading(new PickleReader());

    private static final int HEADER = 8;

    /** How a pickle begins, and no list in MessagePack. */
    private static final byte PICKLE = (byte) 0x80;

    private final Codec<List<@Nullable Object>> lists;
    private final Codec<List<@Nullable Object>> pickles;
    private final Codec<List<@Nullable Object>> first;

    private StoredArrays(
            Codec<List<@Nullable Object>> lists,
            Codec<List<@Nullable Object>> pickles,
            Codec<List<@Nullable Object>> first) {
        this.lists = lists;
        this.pickles = pickles;
        this.first = first;
    }

    /** Reads pickled objects with this reader, and writes the first objects of a key in MessagePack if that can be. */
    static StoredArrays reading(PickleReader reader) {
        PickleWriter writer = new PickleWriter();
        Codec<List<@Nullable Object>> lists = Msgpack.codec(writer, reader);
        return new StoredArrays(lists, Pickle.codec(writer, reader), lists);
    }

    /** Returns the same, but for the first objects of a key, which are pickled. */
    StoredArrays pickled() {
        return new StoredArrays(lists, pickles, pickles);
    }

    /** Returns the codec of frames of objects. */
    Codec<List<@Nullable Object>> lists() {
        return lists;
    }

    /** Returns the bytes to append where there are none. */
    List<ByteBuffer> encode(NumpyArray array) throws IOException {
        if (array.dtype().kind() != Kind.OBJECT) {
            return List.of(ByteBuffer.wrap(array.data()));
        }
        return frame(first.encode(array.toObjects()));
    }

    /**
     * Returns the bytes to append to others. Python reads frames that are all in MessagePack, or all pickles: where the
     * first is a pickle, objects are pickled that MessagePack could have.
     */
    List<ByteBuffer> encodeAfter(InputStream present, NumpyArray array) throws IOException {
        byte[] begin = present.readNBytes(HEADER + 1);
        if (array.dtype().kind() != Kind.OBJECT || begin.length <= HEADER) {
            return encode(array);
        }
        Codec<List<@Nullable Object>> same = begin[HEADER] == PICKLE ? pickles : lists;
        return frame(same.encode(array.toObjects()));
    }

    private static List<ByteBuffer> frame(byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        return List.of(header.putLong(0, payload.length), ByteBuffer.wrap(payload));
    }

    /** Reads a whole value, and keeps it. */
    NumpyArray decode(String key, @Nullable DType dtype, byte[] data) throws CorruptDataException {
        if (dtype == null) {
            if (data.length > 0) {
                throw StoredTypes.missing(key, data.length);
            }
            return NumpyArray.empty(DType.FLOAT64);
        }
        return dtype.kind() == Kind.OBJECT ? objects(key, data) : elements(key, dtype, 0, data);
    }

    /** Reads elements that begin at some byte of a value, and keeps them. */
    static NumpyArray elements(String key, DType dtype, long offset, byte[] data) throws CorruptDataException {
        int size = dtype.itemSize();
        if (data.length % size != 0) {
            throw new CorruptDataException("key '" + key + "': " + (offset + data.length)
                    + " bytes are no whole number of elements of " + size + " bytes, " + dtype);
        }
        NumpyArray array = NumpyArray.over(dtype, data);
        int invalid = array.firstInvalid();
        if (invalid >= 0) {
            throw new CorruptDataException(
                    "key '" + key + "': no code point at byte " + (offset + invalid) + ", as " + dtype + " has");
        }
        return array;
    }

    private NumpyArray objects(String key, byte[] data) throws CorruptDataException {
        ByteBuffer frames = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        List<@Nullable Object> objects = new ArrayList<>();
        for (int frame = 1; frames.hasRemaining(); frame++) {
            String place = "key '" + key + "', frame " + frame + " at byte " + frames.position() + ": ";
            objects.addAll(list(place, payload(place, frames)));
        }
        return NumpyArray.overObjects(objects);
    }

    private static byte[] payload(String place, ByteBuffer frames) throws CorruptDataException {
        if (frames.remaining() < HEADER) {
            throw new CorruptDataException(
                    place + "ends after " + frames.remaining() + " bytes of its " + HEADER + " byte length");
        }
        long claimed = frames.getLong();
        if (claimed < 0 || claimed > frames.remaining()) {
            throw new CorruptDataException(place + "claims a length of " + Long.toUnsignedString(claimed) + " bytes; "
                    + frames.remaining() + " bytes are left");
        }
        byte[] payload = new byte[(int) claimed];
        frames.get(payload);
        return payload;
    }

    private List<@Nullable Object> list(String place, byte[] payload) throws CorruptDataException {
        try {
            return lists.decode(payload);
        } catch (IOException | RuntimeException e) {
            throw new CorruptDataException(
                    place + "payload of " + payload.length + " bytes cannot be decoded: " + e.getMessage(), e);
        }
    }
}
