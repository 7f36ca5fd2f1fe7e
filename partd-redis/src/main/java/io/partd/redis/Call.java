package io.partd.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * A script with what it is given.
 *
 * @param slot where in a cluster it is carried out
 * @param names the names of what it uses, of which there is at least one
 * @param arguments what else it is told
 */
record Call(Script script, int slot, List<byte[]> names, List<byte[]> arguments) {

    static Call of(Script script, Bucket bucket, List<byte[]> keys, List<byte[]> arguments) {
        return new Call(script, bucket.slot(), bucket.names(keys), arguments);
    }

    /** Makes one that reads, in a section if there is a token. */
    static Call reading(Script script, Bucket bucket, byte[] token, List<byte[]> keys, List<byte[]> more) {
        List<byte[]> arguments = new ArrayList<>(more.size() + 2);
        arguments.add(token);
        arguments.add(Text.unique());
        arguments.addAll(more);
        return of(script, bucket, keys, arguments);
    }
}
