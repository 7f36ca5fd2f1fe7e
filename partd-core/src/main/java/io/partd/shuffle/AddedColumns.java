package io.partd.shuffle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a source with columns added to its records. What cannot be read in the format stays as it is, for the
 * shuffle to refuse it.
 */
final class AddedColumns implements ReadableByteChannel {

    private static final int BLOCK = 256 << 10;
    private static final int LONGEST = 64 << 20;

    private final String name;
    private final RecordFormat format;
    private final ReadableByteChannel in;
    private @Nullable ColumnAdder adder;

    private byte[] block = new byte[BLOCK + RecordFormat.PADDING];
    private int filled;
    private boolean started;
    private boolean exhausted;
    private ByteBuffer out = ByteBuffer.allocate(0);

    AddedColumns(String name, RecordFormat format, @Nullable ColumnAdder adder, ReadableByteChannel in) {
        this.name = name;
        this.format = format;
        this.adder = adder;
        this.in = in;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        while (!out.hasRemaining()) {
            if (exhausted && filled == 0) {
                return -1;
            }
            ByteArrayOutputStream next = new ByteArrayOutputStream(filled + filled / 2);
            fill();
            int end = started ? addToRecords(next) : addToHeader(next);
            System.arraycopy(block, end, block, 0, filled - end);
            filled -= end;
            out = ByteBuffer.wrap(next.toByteArray());
        }
        int count = Math.min(to.remaining(), out.remaining());
        to.put(out.slice().limit(count));
        out.position(out.position() + count);
        return count;
    }

    private int addToHeader(ByteArrayOutputStream to) throws IOException {
        int from = ByteOrderMark.length(block, filled);
        int end = format.headerEnd(block, from, filled);
        while (end < 0 && grow()) {
            end = format.headerEnd(block, from, filled);
        }
        end = end < 0 ? filled : end;
        started = true;
        byte[] header = Arrays.copyOfRange(block, from, end);
        if (adder != null && format.sourceFault(block, from, filled) == null && format.headerFault(header) == null) {
            to.write(block, 0, from);
            to.writeBytes(adder.header(header));
        } else {
            adder = null;
            to.write(block, 0, end);
        }
        return end;
    }

    private int addToRecords(ByteArrayOutputStream to) throws IOException {
        if (adder == null) {
            to.write(block, 0, filled);
            return filled;
        }
        int end = exhausted ? filled : format.lastRecordEnd(block, 0, filled);
        while (end == 0 && !exhausted) {
            if (!grow()) {
                throw new IOException(name + ": it has a row longer than " + LONGEST
                        + " bytes, to which no columns of directories can be added");
            }
            end = exhausted ? filled : format.lastRecordEnd(block, 0, filled);
        }
        adder.add(block, 0, end, to);
        return end;
    }

    /** Reads more into a larger block; returns false if there is no more, or the block has its largest size. */
    private boolean grow() throws IOException {
        if (exhausted || block.length > LONGEST) {
            return false;
        }
        block = Arrays.copyOf(block, 2 * block.length);
        fill();
        return true;
    }

    private void fill() throws IOException {
        while (!exhausted && filled < block.length - RecordFormat.PADDING) {
            int count = in.read(ByteBuffer.wrap(block, filled, block.length - RecordFormat.PADDING - filled));
            exhausted = count < 0;
            filled += Math.max(0, count);
        }
    }

    @Override
    public boolean isOpen() {
        return in.isOpen();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
