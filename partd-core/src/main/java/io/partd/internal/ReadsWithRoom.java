package io.partd.internal;

import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** A store that can leave room after the values that it reads, so that a layer can add its own bytes without a copy. */
public interface ReadsWithRoom {

    /**
     * Returns values as of one moment, each in an array that ends with room.
     *
     * @param room returns the number of bytes of room after the value of a key
     * @throws IOException also if a value and its room are more than an array can hold
     */
    List<byte[]> get(List<String> keys, ToLongFunction<String> room) throws IOException;

    /** Does the same with any store; one that is not of this kind has its values copied. */
    static List<byte[]> get(Store store, List<String> keys, ToLongFunction<String> room) throws IOException {
        if (store instanceof ReadsWithRoom reads) {
            return reads.get(keys, room);
        }
        List<byte[]> values = new ArrayList<>(store.get(keys));
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i);
            long more = room.applyAsLong(keys.get(i));
            if (more > 0) {
                byte[] longer = Bytes.array(value.length, more, keys.get(i));
                System.arraycopy(value, 0, longer, 0, value.length);
                values.set(i, longer);
            }
        }
        return values;
    }
}
