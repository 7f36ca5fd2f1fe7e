package io.partd.redis.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.redis.wire.Call;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The names of what belongs to one bucket of a dataset. All of them are in one slot of a cluster. Immutable. */
public final class Bucket {

    private final byte[] none;
    private final byte[] writers;
    private final byte[] lock;
    private final byte[] keys;
    private final byte[] values;
    private final int number;
    private final int slot;

    public Bucket(String dataset, int number) {
        String base = "partd:{" + dataset + ":" + Integer.toHexString(number) + "}";
        none = Text.of(base + ":none");
        writers = Text.of(base + ":w");
        lock = Text.of(base + ":lock");
        keys = Text.of(base + ":keys");
        values = Text.of(base + ":v:");
        this.number = number;
        slot = JedisClusterCRC16.getSlot(none);
    }

    public int number() {
        return number;
    }

    /** Returns the slot of a cluster that it is in. */
    public int slot() {
        return slot;
    }

    /** Returns what every script is given, and then the names of values. */
    public List<byte[]> names(List<byte[]> valueKeys) {
        List<byte[]> names = new ArrayList<>(valueKeys.size() + 4);
        names.add(none);
        names.add(writers);
        names.add(lock);
        names.add(keys);
        for (byte[] key : valueKeys) {
            byte[] name = new byte[values.length + key.length];
            System.arraycopy(values, 0, name, 0, values.length);
            System.arraycopy(key, 0, name, values.length, key.length);
            names.add(name);
        }
        return names;
    }

    /** Returns a call of a script that uses values in this bucket. */
    public Call call(Script script, List<byte[]> valueKeys, List<byte[]> arguments) {
        return new Call(script, slot, names(valueKeys), arguments);
    }

    /** Returns a call of a script that reads values, in a section if there is a token. */
    public Call reading(Script script, byte[] token, List<byte[]> valueKeys, List<byte[]> more) {
        List<byte[]> arguments = new ArrayList<>(more.size() + 2);
        arguments.add(token);
        arguments.add(Text.unique());
        arguments.addAll(more);
        return call(script, valueKeys, arguments);
    }

    /** Returns the name that is shown in messages. */
    @Override
    public String toString() {
        return new String(none, 0, none.length - ":none".length(), UTF_8);
    }
}
