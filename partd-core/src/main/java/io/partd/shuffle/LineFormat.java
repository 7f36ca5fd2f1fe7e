package io.partd.shuffle;

import org.jspecify.annotations.Nullable;

/**
 * Lines of text. Every line is a record, also an empty one. The key is the whole line without its line end, {@code \n}
 * or {@code \r\n}. There is no header.
 *
 * <pre>{@code
 * Shuffle shuffle = Shuffle.of(new LineFormat(), Partitioners.hash(8, ".txt")).onFault(FaultHandler.stop());
 * }</pre>
 */
public final class LineFormat implements RecordFormat {

    static final long NEWLINES = Swar.repeat((byte) '\n');

    /** Makes the format. */
    public LineFormat() {}

    @Override
    public @Nullable String sourceFault(byte[] bytes, int from, int to) {
        String fault = RecordFormat.super.sourceFault(bytes, from, to);
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

    private static final class Cursor implements RecordCursor {

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
        public byte[] keyBytes() {
            return bytes;
        }

        @Override
        public int keyStart() {
            return start;
        }

        @Override
        public int keyEnd() {
            return keyEnd;
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
