package io.partd.parquet.write;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.partd.parquet.format.Footer;
import io.partd.parquet.format.Thrift;
import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.TypeDefinedOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file, row group by row group, and the footer. Where a row group ends depends on its rows alone, and not on
 * how many are written at once.
 */
public final class FileWriter {

    private static final int VERSION = 1;
    private static final String CREATED_BY = "partd version " + version() + " (build partd)";

    /** How many rows a row group has before its size is looked at. */
    private static final int FIRST_LOOK = 16;

    /** The most rows after which it is looked at again. */
    private static final int NEXT_LOOK = 1 << 14;

    private final WritePlan plan;
    private final Target target;
    private final List<RowGroup> groups = new ArrayList<>(0);
    private final SpillableBytes columnIndexes = new SpillableBytes();
    private final SpillableBytes offsetIndexes = new SpillableBytes();
    private ChunkBuilder @Nullable [] chunks;
    private int rowsInGroup;
    private int nextLook;
    private long rows;
    private long position;

    /** Where the bytes of a file go. */
    @FunctionalInterface
    public interface Target {

        /** Opens the file, to go on after so many bytes; the stream is closed afterwards. */
        OutputStream open(long position) throws IOException;
    }

    /** Begins a file. */
    public FileWriter(WritePlan plan, Target target) {
        this.plan = plan;
        this.target = target;
        this.nextLook = firstLook();
    }

    private int firstLook() {
        return Math.min(FIRST_LOOK, plan.limits().rows());
    }

    private static String version() {
        String version = FileWriter.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** Writes rows of a batch. If it fails, the file is of no use. */
    public void write(
            WriteBatch batch, int[] numbers, int from, int count, @Nullable SpillFile file, Workspace workspace)
            throws IOException {
        int done = 0;
        while (done < count) {
            int n = Math.min(count - done, room());
            for (int column = 0; column < batch.columnCount(); column++) {
                write(column, batch, numbers, from + done, n, workspace);
            }
            added(n, file, workspace);
            done += n;
        }
    }

    /** Returns how many rows may be written until {@link #added} has to be told. */
    public int room() {
        return nextLook - rowsInGroup;
    }

    /** Returns how many rows were written. */
    public long rows() {
        return rows + rowsInGroup;
    }

    /** Returns how many bytes the row groups take that have ended. */
    public long bytes() {
        return position;
    }

    /** Writes one column of rows. */
    public void write(int column, WriteBatch batch, int[] numbers, int from, int count, Workspace workspace)
            throws IOException {
        batch.columns().get(column).write(numbers, from, count, chunks(), workspace);
    }

    private ChunkBuilder[] chunks() {
        ChunkBuilder[] present = chunks;
        if (present == null) {
            present = new ChunkBuilder[plan.columnCount()];
            for (int i = 0; i < present.length; i++) {
                present[i] = new ChunkBuilder(plan.leaves().get(i));
            }
            chunks = present;
        }
        return present;
    }

    /** Says that all columns of rows were written, and ends the row group if it is large enough. */
    public void added(int count, @Nullable SpillFile file, Workspace workspace) throws IOException {
        rowsInGroup += count;
        if (rowsInGroup < nextLook) {
            return;
        }
        long size = 1;
        for (ChunkBuilder chunk : chunks()) {
            size += chunk.size();
        }
        if (rowsInGroup == plan.limits().rows() || size >= plan.limits().bytes()) {
            endGroup(file, workspace);
            return;
        }
        // Halfway to where it would be full, as far as can be told by now.
        long left = (long) ((double) (plan.limits().bytes() - size) / size * rowsInGroup) / 2;
        long step = Math.max(1, Math.min(left, Math.min(NEXT_LOOK, rowsInGroup)));
        nextLook = (int) Math.min(plan.limits().rows(), rowsInGroup + step);
    }

    private void endGroup(@Nullable SpillFile file, Workspace workspace) throws IOException {
        try (OutputStream stream = target.open(position)) {
            endGroup(begin(stream), file, workspace);
        }
    }

    private Output begin(OutputStream stream) throws IOException {
        Output output = new Output(stream, position);
        if (position == 0) {
            output.write(Footer.MAGIC.getBytes(US_ASCII));
        }
        return output;
    }

    private void endGroup(Output output, @Nullable SpillFile file, Workspace workspace) throws IOException {
        long begin = output.position();
        List<ColumnChunk> ended = new ArrayList<>();
        long unpacked = 0;
        for (ChunkBuilder each : chunks()) {
            ColumnChunk chunk = each.end(output, file, workspace);
            unpacked += chunk.meta_data.total_uncompressed_size;
            addIndexes(chunk, each);
            ended.add(chunk);
        }
        RowGroup group = new RowGroup(ended, unpacked, rowsInGroup);
        group.setFile_offset(begin);
        group.setTotal_compressed_size(output.position() - begin);
        describeOrder(group);
        writeBloomFilters(output, group, file);
        if (groups.size() <= Short.MAX_VALUE) {
            group.setOrdinal((short) groups.size());
        }
        groups.add(group);
        rows += rowsInGroup;
        rowsInGroup = 0;
        nextLook = firstLook();
        chunks = null;
        position = output.position();
    }

    /** Says by which columns the rows are sorted, if that is known, or by which one, if it was to be looked at. */
    private void describeOrder(RowGroup group) {
        List<SortingColumn> known = plan.order().stream()
                .takeWhile(column -> hasOrder(
                        plan.leaves().get(column.column_idx).leaf(), group.columns.get(column.column_idx).meta_data))
                .toList();
        if (!known.isEmpty()) {
            group.setSorting_columns(known);
        }
        ChunkBuilder[] ended = chunks();
        for (int i = 0; i < ended.length; i++) {
            ColumnSettings.Sorting sorting = plan.leaves().get(i).settings().sorting();
            if (sorting != null && ended[i].isSorted()) {
                group.setSorting_columns(List.of(new SortingColumn(i, sorting.descending(), sorting.nullsFirst())));
            }
        }
    }

    /** Tells whether the format has an order for values: it has none for NaN, because of which there are no bounds. */
    private static boolean hasOrder(LeafNode leaf, ColumnMetaData chunk) {
        LogicalType logical = leaf.element().logicalType;
        boolean isFloat = chunk.type == Type.FLOAT
                || chunk.type == Type.DOUBLE
                || (logical != null && logical.getSetField() == LogicalType._Fields.FLOAT16);
        Statistics statistics = chunk.statistics;
        return !isFloat || statistics.isSetMin_value() || statistics.null_count == chunk.num_values;
    }

    /** Writes the Bloom filters of a row group after it, so that memory need not hold them until the file ends. */
    private void writeBloomFilters(Output output, RowGroup group, @Nullable SpillFile file) throws IOException {
        ChunkBuilder[] ended = chunks();
        for (int i = 0; i < ended.length; i++) {
            byte[] filter = ended[i].bloomFilter(file);
            if (filter != null) {
                group.columns.get(i).meta_data.setBloom_filter_offset(output.position());
                group.columns.get(i).meta_data.setBloom_filter_length(filter.length);
                output.write(filter);
            }
        }
    }

    /** Keeps a column chunk's indexes until the file ends; the footer says then where they are. */
    private void addIndexes(ColumnChunk chunk, ChunkBuilder ended) throws IOException {
        ColumnIndex index = ended.columnIndex();
        if (index != null) {
            byte[] bytes = Thrift.write(index);
            columnIndexes.add(bytes);
            chunk.setColumn_index_length(bytes.length);
        }
        byte[] bytes = Thrift.write(ended.offsetIndex(chunk.meta_data.data_page_offset));
        offsetIndexes.add(bytes);
        chunk.setOffset_index_length(bytes.length);
    }

    /** Writes the indexes of all column chunks. */
    private void writeIndexes(Output output, @Nullable SpillFile file) throws IOException {
        long at = output.position();
        columnIndexes.read(file, output::write);
        for (RowGroup group : groups) {
            for (ColumnChunk chunk : group.columns) {
                if (chunk.isSetColumn_index_length()) {
                    chunk.setColumn_index_offset(at);
                    at += chunk.column_index_length;
                }
            }
        }
        offsetIndexes.read(file, output::write);
        for (RowGroup group : groups) {
            for (ColumnChunk chunk : group.columns) {
                chunk.setOffset_index_offset(at);
                at += chunk.offset_index_length;
            }
        }
    }

    /** Writes what is left, and the footer. */
    public void end(@Nullable SpillFile file, Workspace workspace) throws IOException {
        try (OutputStream stream = target.open(position)) {
            Output output = begin(stream);
            if (rowsInGroup > 0) {
                endGroup(output, file, workspace);
            }
            writeIndexes(output, file);
            output.write(footer());
        }
    }

    private byte[] footer() throws IOException {
        FileMetaData footer = new FileMetaData(VERSION, plan.elements(), rows, groups);
        footer.setCreated_by(CREATED_BY);
        if (!plan.metadata().isEmpty()) {
            footer.setKey_value_metadata(plan.metadata());
        }
        List<ColumnOrder> orders = new ArrayList<>();
        for (int i = 0; i < plan.columnCount(); i++) {
            orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
        }
        footer.setColumn_orders(orders);
        byte[] bytes = Thrift.write(footer);
        return ByteBuffer.allocate(bytes.length + Integer.BYTES + Footer.MAGIC.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .putInt(bytes.length)
                .put(Footer.MAGIC.getBytes(US_ASCII))
                .array();
    }

    /** Returns how many bytes of memory are taken besides the least, finished pages left aside. */
    public long openMemory() {
        long memory = 0;
        if (chunks != null) {
            for (ChunkBuilder chunk : chunks) {
                memory += chunk.openMemory();
            }
        }
        return memory;
    }

    /** Returns how many bytes of memory the finished pages take, and the indexes of finished row groups. */
    public long pageMemory() {
        long memory = columnIndexes.memory() + offsetIndexes.memory();
        if (chunks != null) {
            for (ChunkBuilder chunk : chunks) {
                memory += chunk.pageMemory();
            }
        }
        return memory;
    }

    /** Moves the finished pages and indexes to a file. */
    public void spill(SpillFile file) throws IOException {
        columnIndexes.spill(file);
        offsetIndexes.spill(file);
        if (chunks != null) {
            for (ChunkBuilder chunk : chunks) {
                chunk.spill(file);
            }
        }
    }
}
