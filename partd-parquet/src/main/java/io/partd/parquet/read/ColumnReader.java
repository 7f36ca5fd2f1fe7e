package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.RleBitPackedDecoder;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/** Reads one column, and gives its levels to the builders of the vectors around it. */
final class ColumnReader {

    private static final int STEP = LeafBuilder.STEP;

    private final InputFile file;
    private final Workspace workspace;
    private final LeafNode column;
    private final LeafBuilder values;
    private final NestedBuilder[] around;
    private final byte[] repetitions = new byte[STEP];
    private final byte[] definitions = new byte[STEP];
    private final byte[] slots = new byte[STEP];
    private int next;
    private int filled;
    private byte[] array = new byte[0];
    private @Nullable PageReader pages;
    private @Nullable Page page;
    private @Nullable ColumnChunk chunk;
    private @Nullable PageIndex index;
    private long rowsInGroup;
    private long row;
    private int leftInPage;
    private long perRow = 1;

    /** Of a column; {@code around} are those structs and lists around it of which it is the first column. */
    ColumnReader(InputFile file, Workspace workspace, LeafNode column, LeafBuilder values, List<NestedBuilder> around) {
        this.file = file;
        this.workspace = workspace;
        this.column = column;
        this.values = values;
        this.around = around.toArray(NestedBuilder[]::new);
    }

    LeafNode column() {
        return column;
    }

    /** Begins with a row group of so many rows. */
    void begin(ColumnChunk next, long rows) throws IOException {
        ColumnMetaData metadata = next.meta_data;
        if (pages != null) {
            array = pages.array();
        }
        values.decoders().reset();
        pages = new PageReader(file, workspace, column, metadata, values.decoders(), array);
        perRow = Math.max(1, metadata.num_values / Math.max(1, rows));
        chunk = next;
        index = null;
        rowsInGroup = rows;
        row = 0;
        leavePage();
    }

    private void leavePage() {
        page = null;
        leftInPage = 0;
        next = 0;
        filled = 0;
    }

    /**
     * Goes to the page that a later row is in, if the file says where pages are.
     *
     * @return how many rows have to be read before that row
     */
    long seek(long target) throws IOException {
        if (index == null && chunk != null) {
            index = PageIndex.offsets(file, chunk, rowsInGroup);
            chunk = null;
        }
        if (pages != null && index != null && target > row) {
            int to = index.page(target);
            if (index.firstRow(to) > row) {
                pages.seek(index.offset(to));
                row = index.firstRow(to);
                leavePage();
            }
        }
        return target - row;
    }

    /** Begins with the next page if the last one is used up. */
    void look() throws IOException {
        if (leftInPage == 0 && next == filled) {
            nextPage();
        }
    }

    /** Returns about how many bytes a row of the page takes; 0 if it is few. */
    long rowSize() {
        return values.valueSize() * perRow;
    }

    /** Returns about how many rows of the page are left. */
    long rowsInPage() {
        return (leftInPage + filled - next) / perRow;
    }

    /** Reads rows. */
    void read(int rows) throws IOException {
        row += rows;
        if (column.repetition() == 0) {
            readFlat(rows);
        } else {
            readNested(rows);
        }
    }

    /** Looks whether the row group has come to its end. */
    void end() throws IOException {
        if (next < filled || leftInPage > 0 || nextPage() != null) {
            throw new CorruptDataException("more values than the row group has rows");
        }
    }

    private void readFlat(int rows) throws IOException {
        int left = rows;
        while (left > 0) {
            Page current = leftInPage > 0 ? page : nextPage();
            if (current == null) {
                throw new CorruptDataException(left + " values too few");
            }
            int count = Math.min(Math.min(left, leftInPage), STEP);
            RleBitPackedDecoder levels = current.definitions();
            int there = levels == null ? count : levels.takeRun(column.definition(), count);
            if (there > 0) {
                count = there;
                values.append(count);
                for (NestedBuilder builder : around) {
                    builder.append(count);
                }
            } else if (levels != null) {
                levels.read(definitions, 0, count);
                check(definitions, count, column.definition());
                values.append(definitions, count, column.definition());
                for (NestedBuilder builder : around) {
                    builder.append(repetitions, definitions, 0, count);
                }
            }
            left -= count;
            leftInPage -= count;
        }
    }

    private void readNested(int rows) throws IOException {
        int begun = 0;
        while (next < filled || fill()) {
            if (begun == 0 && repetitions[next] != 0) {
                throw new CorruptDataException("values of a row begin at repetition level " + repetitions[next]);
            }
            int stop = next;
            while (stop < filled && (repetitions[stop] != 0 || begun < rows)) {
                begun += repetitions[stop] == 0 ? 1 : 0;
                stop++;
            }
            append(next, stop);
            next = stop;
            if (stop < filled) {
                return;
            }
        }
        if (begun < rows) {
            throw new CorruptDataException((rows - begun) + " rows too few");
        }
    }

    private boolean fill() throws IOException {
        Page current = leftInPage > 0 ? page : nextPage();
        if (current == null) {
            return false;
        }
        int count = Math.min(leftInPage, STEP);
        RleBitPackedDecoder levels = current.repetitions();
        if (levels == null || current.definitions() == null) {
            throw new CorruptDataException("a page without levels");
        }
        levels.read(repetitions, 0, count);
        current.definitions().read(definitions, 0, count);
        check(repetitions, count, column.repetition());
        check(definitions, count, column.definition());
        next = 0;
        filled = count;
        leftInPage -= count;
        return true;
    }

    private static void check(byte[] levels, int count, int most) throws CorruptDataException {
        for (int i = 0; i < count; i++) {
            if (levels[i] > most || levels[i] < 0) {
                throw new CorruptDataException("a level of " + levels[i] + "; at most " + most + " is possible");
            }
        }
    }

    private void append(int from, int to) throws IOException {
        for (NestedBuilder builder : around) {
            builder.append(repetitions, definitions, from, to);
        }
        int count = 0;
        for (int i = from; i < to; i++) {
            if (definitions[i] >= column.slotDefinition()) {
                slots[count++] = definitions[i];
            }
        }
        if (column.slotDefinition() == column.definition()) {
            values.append(count);
        } else {
            values.append(slots, count, column.definition());
        }
    }

    private @Nullable Page nextPage() throws IOException {
        page = pages == null ? null : pages.next();
        if (page != null) {
            leftInPage = page.count();
            values.begin(page);
        }
        return page;
    }
}
