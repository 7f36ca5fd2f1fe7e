package io.partd.zmq.client;

import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An append that was copied to the pipeline's memory, and nobody waits for. */
final class PipelinedAppend extends Request {

    private static final int NUMBER = 1;
    private static final int FIXED = 1 + Long.BYTES + Integer.BYTES;

    private final Pipeline pipeline;
    private final ByteBuffer memory;
    private final int at;
    private final int headLength;
    private final int valuesLength;
    private final long sequence;
    private final boolean inSection;
    private final int keys;

    /**
     * Makes an append.
     *
     * @param memory where its frames are, both from {@code at} on, to be encoded
     * @param sequence rises from append to append
     */
    PipelinedAppend(
            Pipeline pipeline, ByteBuffer memory, int at, Batch batch, int headLength, long sequence, boolean section) {
        super(Operation.APPEND);
        this.pipeline = pipeline;
        this.memory = memory;
        this.at = at;
        this.headLength = headLength;
        this.valuesLength = (int) batch.bytes();
        this.sequence = sequence;
        this.inSection = section;
        this.keys = batch.keys().size();
        giveUp();
    }

    /** Returns how many bytes the first frame of an append has. */
    static long headLength(byte[][] keys) {
        long length = FIXED;
        for (byte[] key : keys) {
            length += 2 * Integer.BYTES + key.length;
        }
        return length;
    }

    /** Copies what is to be sent. */
    void encode(Batch batch, byte[][] encodedKeys) {
        ByteBuffer head = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        head.position(at).put((byte) operation().code()).putLong(0).putInt(encodedKeys.length);
        for (int i = 0; i < encodedKeys.length; i++) {
            head.putInt(encodedKeys[i].length).put(encodedKeys[i]).putInt((int) batch.length(i));
        }
        batch.copyValues(memory, at + headLength);
    }

    @Override
    void write(Head head, Connection connection) throws IOException {
        memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).putLong(at + NUMBER, number());
        connection.frame(true, headLength);
        connection.put(memory.slice(at, headLength));
        connection.frame(false, valuesLength);
        connection.put(memory.slice(at + headLength, valuesLength));
    }

    @Override
    long length() {
        return (long) headLength + valuesLength;
    }

    @Override
    void answered() {
        pipeline.answered(this);
    }

    @Override
    void lost() {
        pipeline.wake();
    }

    /** Returns where it is in the pipeline's memory. */
    int at() {
        return at;
    }

    long sequence() {
        return sequence;
    }

    boolean isInSection() {
        return inSection;
    }

    @Override
    public String toString() {
        return "append of " + keys + (keys == 1 ? " key" : " keys") + " and " + valuesLength + " bytes";
    }
}
