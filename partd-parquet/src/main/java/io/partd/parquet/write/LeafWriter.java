package io.partd.parquet.write;

import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;

/**
 * Divides the values of a column into pages. A page ends after {@link #PAGE_VALUES} values or as soon as they have so
 * many bytes, at the end of a row. So pages depend on the values alone, and not on how many are written at once.
 *
 * @param number where the column is among those of the file
 * @param pageBytes the bytes of values, in the plain layout, after which a page ends
 */
record LeafWriter(LeafNode leaf, int number, VectorReader reader, ColumnSettings settings, int pageBytes)
        implements NodeWriter {

    private static final int PAGE_VALUES = 1 << 14;

    /** Writes values at the top of a table. */
    void write(ColumnBatch batch, int[] rows, int from, int count, ChunkBuilder[] chunks, Workspace workspace)
            throws IOException {
        ChunkBuilder chunk = chunks[number];
        FieldVector vector = batch.vector();
        Entries entries = batch.entries();
        boolean nulls = batch.hasNulls();
        if (entries != null) {
            workspace.known().begin(entries.size());
        }
        int at = from;
        int end = from + count;
        int most = VectorReader.STEP;
        while (at < end) {
            int n = Math.min(Math.min(end - at, most), chunk.room(PAGE_VALUES));
            int there = nulls ? present(vector, rows, at, n, workspace) : n;
            int[] indices = nulls ? workspace.indices() : rows;
            int first = nulls ? 0 : at;
            if (entries != null) {
                there = entry(vector, entries, indices, first, there, workspace);
                indices = workspace.starts();
                first = 0;
            }
            long size =
                    entries == null ? reader.size(vector, indices, first, there) : entries.plainSize(indices, there);
            if (n > 1 && chunk.pageSize() + size >= pageBytes) {
                most = n / 2;
                continue;
            }
            most = VectorReader.STEP;
            chunk.addRows(n, nulls ? workspace.levels() : null, there, size);
            if (!batch.addShared(chunk.values(), indices, first, there, workspace)) {
                if (entries != null) {
                    chunk.values().add(entries, indices, there, workspace);
                } else {
                    reader.read(vector, indices, first, there, chunk.values(), workspace);
                }
            }
            endPageIfFull(chunk, workspace);
            at += n;
        }
    }

    private void endPageIfFull(ChunkBuilder chunk, Workspace workspace) throws IOException {
        chunk.values().look(workspace);
        if (chunk.inPage() >= PAGE_VALUES || chunk.pageSize() >= pageBytes) {
            chunk.endPage(workspace);
        }
    }

    /** Looks which rows have a value; notes their indices and all definition levels, and returns their number. */
    private int present(FieldVector vector, int[] rows, int from, int count, Workspace workspace) throws IOException {
        int[] indices = workspace.indices();
        byte[] levels = workspace.levels();
        int there = 0;
        boolean none = vector instanceof NullVector;
        long address = none ? 0 : validity(vector);
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            int bit = none ? 0 : MemoryUtil.getByte(address + (row >>> 3)) >>> (row & 7) & 1;
            indices[there] = row;
            levels[i] = (byte) bit;
            there += bit;
        }
        if (there < count && leaf.definition() == 0) {
            throw new IOException("a null in '" + leaf.field().getName() + "', which must not have any");
        }
        return there;
    }

    private static long validity(FieldVector vector) {
        ArrowBuf validity = vector.getValidityBuffer();
        if (validity.capacity() < (vector.getValueCount() + 7L) / Byte.SIZE) {
            throw new IndexOutOfBoundsException(
                    "the validity of " + vector.getValueCount() + " values in a buffer of " + validity.capacity());
        }
        return validity.memoryAddress();
    }

    /** Reads which entries values stand for. */
    private static int entry(
            FieldVector vector, Entries entries, int[] indices, int from, int count, Workspace workspace) {
        long address = VectorReader.address(vector.getDataBuffer(), indices, from, count, Integer.BYTES);
        int[] found = workspace.starts();
        for (int i = 0; i < count; i++) {
            int entry = MemoryUtil.getInt(address + (long) indices[from + i] * Integer.BYTES);
            if (entry < 0 || entry >= entries.size()) {
                throw new IllegalArgumentException(
                        "the index " + entry + " in a dictionary of " + entries.size() + " values");
            }
            found[i] = entry;
        }
        return count;
    }

    @Override
    public void write(FieldVector vector, LeafLevels levels, ChunkBuilder[] chunks, Workspace workspace)
            throws IOException {
        Nulls.apply(leaf, vector, levels);
        ChunkBuilder chunk = chunks[number];
        int[] present = levels.isWhole() ? levels.indices() : levels.present();
        int first = 0;
        int at = 0;
        int most = PAGE_VALUES;
        while (at < levels.count()) {
            int n = levels.wholeRows(at, Math.min(most, chunk.room(PAGE_VALUES)));
            int there = levels.isWhole() ? n : levels.presentIn(at, n);
            long size = reader.size(vector, present, first, there);
            boolean over = chunk.pageSize() + size >= pageBytes || chunk.inPage() + n > PAGE_VALUES;
            if (over && n > levels.wholeRows(at, 1)) {
                most = n / 2;
                continue;
            }
            most = PAGE_VALUES;
            chunk.addLevels(levels, at, n, there, size);
            reader.read(vector, present, first, there, chunk.values(), workspace);
            endPageIfFull(chunk, workspace);
            at += n;
            first += there;
        }
    }
}
