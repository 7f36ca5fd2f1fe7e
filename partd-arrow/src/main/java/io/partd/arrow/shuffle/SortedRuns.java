package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import io.partd.arrow.memory.OffsetsBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Sorted runs of rows, in memory, or in a temporary file if they became too many. Each row has its key in a column
 * after all others. Runs are added by one thread; after that, any may read them.
 */
final class SortedRuns implements Closeable {

    private static final Field KEY =
            new Field("sort key", new FieldType(false, ArrowType.Binary.INSTANCE, null), List.of());

    private static final int[] NO_COUNTS = {};

    private final PartitionWaves.Spooling spooling;
    private final long blockBytes;
    private final List<Schema> schemas = new ArrayList<>();
    private List<SortedRun> runs = new ArrayList<>();
    private @Nullable SpilledPieces spilled;
    private long held;

    /**
     * Begins without a run.
     *
     * @param blockBytes about how large a block is
     */
    SortedRuns(PartitionWaves.Spooling spooling, long blockBytes) {
        this.spooling = spooling;
        this.blockBytes = blockBytes;
    }

    /** Returns the fields of blocks whose rows have a schema. */
    private static List<Field> fields(Schema schema) {
        List<Field> fields = new ArrayList<>(schema.getFields());
        fields.add(KEY);
        return fields;
    }

    /**
     * Adds a run.
     *
     * @param columns of rows as they came
     * @param rowBytes about how many bytes a row takes
     * @param offset the row of the first key
     */
    void add(Schema schema, List<ArrayData> columns, double rowBytes, int offset, SortKeys keys) throws IOException {
        int[] order = keys.sorted();
        double keyBytes = (double) keys.size() / Math.max(1, order.length);
        int step = (int) Math.max(1, Math.min(order.length, blockBytes / (rowBytes + keyBytes)));
        SortedRun run = new SortedRun();
        runs.add(run);
        for (int from = 0; from < order.length; from += step) {
            int to = Math.min(order.length, from + step);
            HeldGroup.Piece block = block(schema, columns, offset, Arrays.copyOfRange(order, from, to), keys);
            held += run.add(block, keys.partitionOf(order[to - 1]));
            if (held > spooling.held() || spooling.allocator().getHeadroom() < spooling.reserve()) {
                spill();
            }
        }
    }

    private HeldGroup.Piece block(Schema schema, List<ArrayData> columns, int offset, int[] order, SortKeys keys) {
        int[] rows = Arrays.stream(order).map(row -> offset + row).toArray();
        try (BuiltColumns built = new BuiltColumns()) {
            ColumnBuilders.gather(columns, rows, schema.getFields(), built, spooling.allocator());
            share(keys, order, built);
            return new HeldGroup.Piece(built.batch(rows.length), number(schema), NO_COUNTS);
        }
    }

    private void share(SortKeys keys, int[] order, BuiltColumns built) {
        try (OffsetsBuilder offsets = new OffsetsBuilder(spooling.allocator(), Integer.BYTES, order.length);
                GrowingBuffer bytes = new GrowingBuffer(spooling.allocator())) {
            long used = 0;
            for (int row : order) {
                used = bytes.put(used, keys.bytes(), keys.start(row), keys.length(row));
                offsets.append(keys.length(row));
            }
            built.addNode(order.length, 0);
            built.addBuffer(bytes.share(0));
            built.addBuffer(offsets.share());
            built.addBuffer(bytes.share(used));
        }
    }

    /** Returns the number of a schema; it changes only when indices in dictionaries become wider. */
    private int number(Schema schema) {
        if (schemas.isEmpty() || !schemas.get(schemas.size() - 1).equals(schema)) {
            schemas.add(schema);
        }
        return schemas.size() - 1;
    }

    private SpilledPieces spill() throws IOException {
        SpilledPieces present = spilled;
        if (present == null) {
            present = SpilledPieces.in(spooling.directory());
            spilled = present;
        }
        List<HeldGroup> groups = runs.stream().map(SortedRun::blocks).toList();
        present.spill(groups);
        groups.forEach(HeldGroup::close);
        held = 0;
        return present;
    }

    /**
     * Merges runs until one block of each fits into memory. After this, none may be added.
     *
     * @param schema the last one
     * @param room how many bytes blocks may take
     */
    void reduce(Schema schema, long room, int mostRows) throws IOException {
        while (runs.size() > 2 && runs.stream().mapToLong(SortedRun::largest).sum() > room) {
            SpilledPieces before = spill();
            SpilledPieces after = SpilledPieces.in(spooling.directory());
            try (before) {
                runs = merged(schema, room, mostRows, after);
            } catch (Throwable e) {
                after.close();
                throw e;
            }
            spilled = after;
        }
    }

    private List<SortedRun> merged(Schema schema, long room, int mostRows, SpilledPieces after) throws IOException {
        List<SortedRun> fewer = new ArrayList<>();
        int from = 0;
        while (from < runs.size()) {
            long bytes = runs.get(from).largest();
            int to = from + 1;
            while (to < runs.size() && (to == from + 1 || bytes + runs.get(to).largest() <= room)) {
                bytes += runs.get(to).largest();
                to++;
            }
            fewer.add(merged(runs.subList(from, to), schema, mostRows, after));
            from = to;
        }
        return fewer;
    }

    private SortedRun merged(List<SortedRun> some, Schema schema, int mostRows, SpilledPieces after)
            throws IOException {
        SortedRun run = new SortedRun();
        try (RowMerge merge = merge(some, fields(schema), 0, Integer.MAX_VALUE, blockBytes, mostRows)) {
            boolean more = true;
            while (more) {
                more = addNext(merge, schema, run);
                try (HeldGroup block = run.blocks()) {
                    after.spill(List.of(block));
                }
            }
        }
        return run;
    }

    private boolean addNext(RowMerge merge, Schema schema, SortedRun run) throws IOException {
        try (RowMerge.@Nullable Merged next = merge.next(true);
                BuiltColumns built = new BuiltColumns()) {
            if (next != null) {
                next.columns().forEach(column -> column.share(built));
                run.add(new HeldGroup.Piece(built.batch(next.count()), number(schema), NO_COUNTS), next.last());
            }
            return next != null;
        }
    }

    /**
     * Begins to merge the rows of partitions from one to before another.
     *
     * @param schema the last one
     * @param mostBytes after about how many bytes of rows a batch ends
     * @param mostRows after how many rows it ends at the latest
     */
    RowMerge merge(Schema schema, int from, int to, long mostBytes, int mostRows) throws IOException {
        return merge(runs, schema.getFields(), from, to, mostBytes, mostRows);
    }

    private RowMerge merge(List<SortedRun> some, List<Field> fields, int from, int to, long mostBytes, int mostRows)
            throws IOException {
        List<RunCursor> cursors = new ArrayList<>();
        for (SortedRun run : some) {
            long[] onDisk = run.blocks().spilled();
            cursors.add(
                    new RunCursor(cursors.size(), block -> read(run, onDisk, block), run.firstBlock(from), from, to));
        }
        return new RowMerge(cursors, fields, spooling.allocator(), mostBytes, mostRows);
    }

    private RunCursor.@Nullable Block read(SortedRun run, long[] onDisk, int block) throws IOException {
        SpilledPieces file = spilled;
        if (block < onDisk.length && file != null) {
            try (HeldGroup.Piece piece = file.read(onDisk[block], spooling.allocator())) {
                return load(piece);
            }
        }
        List<HeldGroup.Piece> inMemory = run.blocks().pieces();
        int place = block - onDisk.length;
        return place < inMemory.size() ? load(inMemory.get(place)) : null;
    }

    private RunCursor.Block load(HeldGroup.Piece piece) {
        List<ArrayData> columns = new ArrayList<>();
        try (VectorSchemaRoot root =
                VectorSchemaRoot.create(new Schema(fields(schemas.get(piece.schema()))), spooling.allocator())) {
            new VectorLoader(root).load(piece.rows());
            root.getFieldVectors().forEach(vector -> columns.add(ArrayData.of(vector)));
            return new RunCursor.Block(columns, piece.rows().getLength(), piece.memory());
        } catch (Throwable e) {
            columns.forEach(ArrayData::release);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        runs.forEach(run -> run.blocks().close());
        runs.clear();
        if (spilled != null) {
            spilled.close();
        }
    }
}
