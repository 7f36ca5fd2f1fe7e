package io.partd.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads the records of a partition, or of any text, one after the other, each as the bytes that it has. Memory is
 * bounded by the longest record. That it is text is not checked: a partition may begin with any record. For one thread.
 *
 * <pre>{@code
 * try (RecordReader records = RecordReader.open(csv, "trips.csv", in)) {
 *     while (records.next()) {
 *         out.write(records.bytes(), records.start(), records.end() - records.start());
 *     }
 * }
 * }</pre>
 */
public final class RecordReader implements Closeable {

    private static final int BLOCK = 64 << 10;
    private static final int LONGEST = 1 << 30;

    private final RecordFormat format;
    private final String name;
    private final InputStream in;
    private final int mark;
    private final int headerEnd;
    private final byte[] start;
    private final RecordCursor cursor;

    private byte[] block = new byte[BLOCK + RecordFormat.PADDING];
    private int filled;
    /** Where the records end that the cursor goes through. */
    private int end;

    private boolean exhausted;
    /** The lines before the block. */
    private long lines;

    private RecordReader(RecordFormat format, String name, InputStream in) throws IOException {
        this.format = format;
        this.name = name;
        this.in = in;
        fill();
        mark = ByteOrderMark.length(block, filled);
        headerEnd = readHeader();
        start = Arrays.copyOf(block, headerEnd == mark ? 0 : headerEnd);
        byte[] header = header();
        String fault = format.headerFault(header);
        if (fault != null) {
            throw new FaultException(new Fault(name, 1, fault));
        }
        cursor = format.cursor(header);
        end = headerEnd;
        cursor.reset(block, end, end);
        lines = LineEnds.count(block, 0, headerEnd);
    }

    /**
     * Opens a reader, and reads the header if the format has one. Closes the stream if that fails.
     *
     * @param name what is read, for messages
     * @throws FaultException if the header is malformed
     * @throws IOException if reading fails
     */
    public static RecordReader open(RecordFormat format, String name, InputStream in) throws IOException {
        try {
            return new RecordReader(format, name, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private int readHeader() throws IOException {
        int found = format.headerEnd(block, mark, filled);
        while (found < 0 && !exhausted) {
            grow();
            found = format.headerEnd(block, mark, filled);
        }
        return found < 0 ? filled : found;
    }

    /** Returns the header without a byte order mark; empty if the format has none. */
    public byte[] header() {
        return start.length == 0 ? start.clone() : Arrays.copyOfRange(start, mark, start.length);
    }

    /** Returns what each further file of these records begins with: byte order mark and header; empty without one. */
    public byte[] beginning() {
        return start.clone();
    }

    /**
     * Moves to the next record; returns false after the last one.
     *
     * @throws FaultException if the record is malformed or longer than 1 GiB; it has the line at which the record
     *     begins
     */
    public boolean next() throws IOException {
        while (!cursor.next()) {
            if (exhausted && end == filled) {
                return false;
            }
            nextBlock();
        }
        String fault = cursor.fault();
        if (fault != null) {
            throw new FaultException(new Fault(name, line(), fault));
        }
        return true;
    }

    private void nextBlock() throws IOException {
        lines += cursor.lines();
        System.arraycopy(block, end, block, 0, filled - end);
        filled -= end;
        end = 0;
        cursor.reset(block, 0, 0);
        fill();
        end = wholeRecords();
        while (end == 0 && !exhausted) {
            grow();
            end = wholeRecords();
        }
        cursor.reset(block, 0, end);
    }

    private int wholeRecords() {
        return exhausted ? filled : format.lastRecordEnd(block, 0, filled);
    }

    private void grow() throws IOException {
        if (block.length > LONGEST) {
            throw new FaultException(new Fault(
                    name,
                    lines + 1,
                    "the record is longer than " + LONGEST + " bytes; look for a quote that is never closed"));
        }
        block = Arrays.copyOf(block, 2 * block.length - RecordFormat.PADDING);
        fill();
    }

    private void fill() throws IOException {
        int room = block.length - RecordFormat.PADDING - filled;
        int read = in.readNBytes(block, filled, room);
        filled += read;
        exhausted = read < room;
    }

    /** Returns the array that has the record, and {@link RecordFormat#PADDING} bytes more, until the next call. */
    public byte[] bytes() {
        return block;
    }

    /** Returns the index of the record's start. */
    public int start() {
        return cursor.start();
    }

    /** Returns the index of the record's end, after its line end. */
    public int end() {
        return cursor.end();
    }

    /** Returns the 1-based number of the line in which the record begins. */
    public long line() {
        return lines + cursor.linesBefore() + 1;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
