package io.partd.redis.layout;

import io.partd.CorruptDataException;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.util.JedisClusterCRC16;

/** How a dataset is laid out: its buckets, and which keys are in which. Immutable. */
public final class Layout {

    /** The version of what is written here. */
    static final int VERSION = 1;

    private final byte[] name;
    private final List<Bucket> buckets;

    private Layout(String dataset, int count) {
        name = name(dataset);
        buckets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            buckets.add(new Bucket(dataset, i));
        }
    }

    /**
     * Asks for a dataset's layout, and makes it one if it has none.
     *
     * @param wanted how many buckets it is to have then
     * @throws IOException if it is of another version
     */
    public static Layout of(String dataset, int wanted, Calls calls, int replicas, Deadline deadline)
            throws IOException {
        Call call = call(Script.LAYOUT, name(dataset), List.of(Text.of(VERSION), Text.of(wanted)));
        Answer answer = calls.call(List.of(call), replicas, deadline).get(0);
        if (!answer.text(0).equals(Integer.toString(VERSION))) {
            throw new IOException("dataset '" + dataset + "' has layout version '" + answer.text(0)
                    + "'; this is the program for version " + VERSION);
        }
        long count = Answer.parse(answer.bytes(1));
        if (count < 1 || count > 16384) {
            throw new CorruptDataException("dataset '" + dataset + "' is said to have " + count + " buckets");
        }
        return new Layout(dataset, (int) count);
    }

    private static byte[] name(String dataset) {
        return Text.of("partd:{" + dataset + "}:layout");
    }

    private static Call call(Script script, byte[] name, List<byte[]> arguments) {
        return new Call(script, JedisClusterCRC16.getSlot(name), List.of(name), arguments);
    }

    /** Returns a call of a script that uses the layout's hash, which also has the dataset's metadata. */
    public Call call(Script script, List<byte[]> arguments) {
        return call(script, name, arguments);
    }

    public List<Bucket> buckets() {
        return buckets;
    }

    /** Returns the bucket of a key. */
    public Bucket of(byte[] key) {
        return buckets.get(number(key));
    }

    /** Returns the number of a key's bucket: CRC-16/XMODEM, as the engine uses it for slots, modulo the count. */
    int number(byte[] key) {
        return buckets.size() == 1 ? 0 : JedisClusterCRC16.getCRC16(key) % buckets.size();
    }
}
