package io.partd.shuffle;

import io.partd.expression.ColumnName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text. Every line is a record, also an empty one. The key is the whole line without its line end, {@code \n}
 * or {@code \r\n}. There is no header. A {@link RowSelection} calls it the column {@code line}.
 *
 * <pre>{@code
 * Shuffle shuffle = Shuffle.of(new LineFormat(), Partitioners.hash(8, ".txt")).onFault(FaultHandler.stop());
 * }</pre>
 */
public final class LineFormat implements FieldFormat {

    private static final List<String> NAMES = List.of("line");

    static final long NEWLINES = Swar.repeat((byte) '\n');

    /** Makes the format. */
    public LineFormat() {}

    @Override
    public @Nullable String sourceFault(byte[] bytes, int from, int to) {
        String fault = FieldFormat.super.sourceFault(bytes, from, to);
        if (fault != null) {
            return fault;
        }
        LineEnds lineEnds = LineEnds.ofLines(bytes, from, Math.min(to, from + LineEnds.SAMPLE));
        return lineEnds.lineFeeds() == 0 && lineEnds.carriageReturns() > 0 ? LineEnds.FAULT : null;
    }

    @Override
    public int headerEnd(byte[] bytes, int from, int to) {
        return from;
    }

    @Override
    public int lastRecordEnd(byte[] bytes, int from, int to) {
        return Swar.indexAfterLast(bytes, from, to, (byte) '\n');
    }

    @Override
    public RecordCursor cursor(byte[] header) {
        return new Cursor();
    }

    @Override
    public List<String> names(byte[] header) {
        return NAMES;
    }

    @Override
    public FieldCursor fields(byte[] header, List<ColumnName> columns) {
        columns.forEach(name -> Column.of(name.text()).index(NAMES));
        return new Cursor();
    }

    @Override
    public boolean emptyIsNull() {
        return false;
    }

    private static final class Cursor implements FieldCursor {

        private byte[] bytes = {};
        private int to;
        private int start;
        private int end;
        private int keyEnd;
        private long lines;

        @Override
        public void reset(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.to = to;
            this.end = from;
            this.lines = 0;
        }

        @Override
        public boolean next() {
            if (end >= to) {
                return false;
            }
            start = end;
            int newline = Swar.indexOf(bytes, start, to, NEWLINES);
            end = newline < 0 ? to : newline + 1;
            keyEnd = newline < 0 ? to : newline;
            if (newline > start && bytes[newline - 1] == '\r') {
                keyEnd--;
            }
            lines++;
            return true;
        }

        @Override
        public int start() {
            return start;
        }

        @Override
        public int end() {
            return end;
        }

        @Override
        public boolean isNull(int field) {
            return false;
        }

        @Override
        public @Nullable String fault(int field) {
            return null;
        }

        @Override
        public byte[] bytes(int field) {
            return bytes;
        }

        @Override
        public int from(int field) {
            return start;
        }

        @Override
        public int to(int field) {
            return keyEnd;
        }

        @Override
        public void write(int[] fields, OutputStream out) throws IOException {
            out.write(bytes, start, end - start);
        }

        @Override
        public void writeWithout(int[] fields, OutputStream out) {
            throw new IllegalArgumentException("it is one column, the whole line, which would be left out");
        }

        @Override
        public @Nullable String fault() {
            return null;
        }

        @Override
        public long linesBefore() {
            return lines - 1;
        }

        @Override
        public long lines() {
            return lines;
        }
    }
}
