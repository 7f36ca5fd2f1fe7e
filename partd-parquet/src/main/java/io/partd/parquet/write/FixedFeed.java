package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Takes values that all have the same width in Arrow and the same in Parquet. */
final class FixedFeed implements ValueFeed {

    private static final int STAGE = 1 << 14;

    private final int width;
    private final int step;
    private final @Nullable Recoding recoding;
    private final ColumnValues values;
    private final byte[] raw;
    private final byte[] plain;
    private final int[] starts;
    private final int[] lengths;

    /**
     * Of a column.
     *
     * @param width bytes of a value in Arrow
     * @param stored bytes of a value in Parquet
     * @param recoding null if they are the same
     */
    FixedFeed(int width, int stored, @Nullable Recoding recoding, ColumnValues values) {
        this.width = width;
        this.step = Math.max(1, Math.min(STEP, STAGE / Math.max(width, stored)));
        this.recoding = recoding;
        this.values = values;
        raw = new byte[step * width + LittleEndian.SLACK];
        plain = recoding == null ? raw : new byte[step * stored + LittleEndian.SLACK];
        starts = new int[step];
        lengths = new int[step];
        for (int i = 0; i < step; i++) {
            starts[i] = i * stored;
            lengths[i] = stored;
        }
    }

    @Override
    public ColumnValues values() {
        return values;
    }

    @Override
    public void feed(FieldVector vector, int[] indices, int from, int count) throws IOException {
        for (int done = 0; done < count; done += step) {
            int n = Math.min(step, count - done);
            gather(vector.getDataBuffer(), indices, from + done, n);
            if (recoding != null) {
                recoding.recode(raw, n, plain);
            }
            if (values instanceof NumberValues numbers) {
                numbers.add(plain, n);
            } else {
                ((BytesValues) values).add(plain, starts, lengths, n);
            }
        }
    }

    /** Copies runs of values that lie one behind the other. */
    private void gather(ArrowBuf data, int[] indices, int from, int count) {
        int end = from + count;
        int at = from;
        while (at < end) {
            int run = 1;
            while (at + run < end && indices[at + run] == indices[at] + run) {
                run++;
            }
            data.getBytes((long) indices[at] * width, raw, (at - from) * width, run * width);
            at += run;
        }
    }
}
