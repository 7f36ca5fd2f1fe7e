package io.partd.codecs.numpy;

import io.partd.CorruptDataException;
import io.partd.log.LentBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Passes copies of the parts of a value on as whole elements. */
final class WholeElements implements LentBytes.Consumer {

    private static final int FIRST_ROOM = 64;

    private final String key;
    private final DType dtype;
    private final MappedArrays.Consumer consumer;
    private byte[] split;
    private int held;
    private long bytes;

    WholeElements(String key, DType dtype, MappedArrays.Consumer consumer) {
        this.key = key;
        this.dtype = dtype;
        this.consumer = consumer;
        split = new byte[Math.min(FIRST_ROOM, dtype.itemSize())];
    }

    @Override
    public void accept(LentBytes lent) throws IOException {
        ByteBuffer part = ByteBuffer.wrap(lent.toArray());
        bytes += part.remaining();
        if (held > 0) {
            hold(part, Math.min(part.remaining(), dtype.itemSize() - held));
            if (held == dtype.itemSize()) {
                held = 0;
                pass(ByteBuffer.wrap(Arrays.copyOf(split, dtype.itemSize())));
            }
        }
        int whole = part.remaining() - part.remaining() % dtype.itemSize();
        if (whole > 0) {
            pass(part.slice(part.position(), whole));
            part.position(part.position() + whole);
        }
        hold(part, part.remaining());
    }

    /** Checks, after the last part, that no element is unfinished. */
    void end() throws CorruptDataException {
        if (held > 0) {
            throw new CorruptDataException("key '" + key + "': " + bytes + " bytes are no whole number of elements of "
                    + dtype.itemSize() + " bytes, " + dtype);
        }
    }

    private void hold(ByteBuffer part, int count) {
        if (held + count > split.length) {
            int room = (int) Math.min(dtype.itemSize(), Math.max(held + count, 2L * split.length));
            split = Arrays.copyOf(split, room);
        }
        part.get(split, held, count);
        held += count;
    }

    private void pass(ByteBuffer elements) throws IOException {
        consumer.accept(elements.asReadOnlyBuffer().order(dtype.order()));
    }
}
