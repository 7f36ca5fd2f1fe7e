package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.CorruptDataException;
import io.partd.arrow.SchemaMode;
import io.partd.arrow.TableSource;
import io.partd.arrow.schema.Fields;
import io.partd.arrow.schema.TypeNames;
import io.partd.arrow.shuffle.PartitionSink;
import io.partd.arrow.shuffle.TableKey;
import io.partd.arrow.shuffle.TableSample;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.arrow.shuffle.TableSink;
import io.partd.expression.KeyExpression;
import io.partd.expression.KeyFunction;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetOptions;
import io.partd.parquet.ParquetSource;
import io.partd.shuffle.Column;
import io.partd.shuffle.LineFormat;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Shuffles tables. */
final class TableJob implements ShuffleJob {

    /** How many rows are read for a plan. */
    private static final long SAMPLE_ROWS = 1_000_000;

    private final TableFormat from;
    private final TableFormat to;
    private final @Nullable TimeUnit int96;
    private final SchemaMode schemas;
    private final List<String> by;
    private final RowOptions rows;
    private final PartitionOptions partitions;
    private final FileOptions files;
    private final ParquetOptions options;
    private final boolean inFiles;

    /**
     * Makes the job.
     *
     * @param options for Parquet files
     * @param inFiles whether partitions become files, and not values of a store
     */
    TableJob(
            TableFormat from,
            FormatOptions format,
            RowOptions rows,
            PartitionOptions partitions,
            FileOptions files,
            ParquetOptions options,
            boolean inFiles) {
        this.from = from;
        this.rows = rows;
        this.partitions = partitions;
        this.files = files;
        this.options = options;
        this.inFiles = inFiles;
        to = format.toFormat(from);
        int96 = format.int96();
        schemas = format.schemas();
        by = format.columns();
    }

    @Override
    public Prepared prepare(Destination destination, OutputOptions outputOptions, PrintWriter err) throws IOException {
        Partitioning partitioning = partitions.partitioning(by);
        Path directory = destination.directory();
        TableContents contents = new TableContents(to);
        if (directory != null) {
            FileNames names = files.names(destination, partitioning.naming(), outputOptions);
            FilesLayout layout = FilesLayout.of(partitioning, contents, names, to.suffix());
            OutputDirectory output = OutputDirectory.prepare(directory, layout, outputOptions);
            Path present = outputOptions.keepsRows() ? layout.present(directory) : null;
            TableSource like = present == null ? null : contents.source(present);
            return new Prepared(
                    output,
                    (inputs, memory, threads) ->
                            writeFiles(output, layout, names, contents, like, inputs, memory, threads));
        }
        BytesOutput output = destination.prepare(
                new LineFormat(), "", partitioning, outputOptions, contents, FileNames.NUMBERED, err);
        return new Prepared(
                output, (inputs, memory, threads) -> writePieces(output, contents, inputs, memory, threads));
    }

    @Override
    public Plan plan(
            Destination destination,
            OutputOptions outputOptions,
            List<Input> inputs,
            ByteSize memory,
            int threads,
            PrintWriter err)
            throws IOException {
        Partitioning partitioning = partitions.partitioning(by);
        TableContents contents = new TableContents(to);
        FileNames names = inFiles ? files.names(destination, partitioning.naming(), outputOptions) : FileNames.NUMBERED;
        List<byte[]> bounds = destination.plan(
                new LineFormat(), inFiles ? to.suffix() : "", partitioning, outputOptions, contents, names, err);
        Path present = inFiles && outputOptions.keepsRows()
                ? FilesLayout.of(partitioning, contents, names, to.suffix())
                        .present(Objects.requireNonNull(destination.directory()))
                : null;
        try (BufferAllocator allocator = TableShuffle.newAllocator(memory)) {
            Unified unified =
                    unified(inputs, present == null ? null : contents.source(present), allocator, memory, threads);
            TableSample sample = TableSample.of(unified.sources(), SAMPLE_ROWS);
            Unified sampled = new Unified(sample.sources(), unified.key());
            Running running = new Running(allocator, memory, threads);
            List<byte[]> found = bounds(sampled, running, bounds);
            ShuffleEstimate estimate = shuffle(sampled, names, running, found).estimate(sample);
            return new Plan(estimate, typedColumns(unified, allocator), found);
        } catch (CorruptDataException e) {
            throw damaged(e);
        }
    }

    private static List<String> typedColumns(Unified unified, BufferAllocator allocator) throws IOException {
        try (ArrowReader reader = unified.first().open(allocator)) {
            return TypeNames.ofColumns(reader.getVectorSchemaRoot().getSchema().getFields());
        }
    }

    private ShuffleSummary writeFiles(
            OutputDirectory output,
            FilesLayout layout,
            FileNames names,
            TableContents contents,
            @Nullable TableSource present,
            List<Input> inputs,
            ByteSize memory,
            int threads)
            throws IOException {
        PartitionDirectories directories = layout.begin(output.staging());
        try (BufferAllocator allocator = TableShuffle.newAllocator(memory)) {
            Unified unified = unified(inputs, present, allocator, memory, threads);
            contents.setKey(by, unified.key());
            try (PartitionSink sink = to.sink(
                    layout.partitionFiles(directories, output.staging()),
                    like(inputs.get(0), unified, allocator),
                    options,
                    files,
                    encoded(memory),
                    output.parent())) {
                Running running = new Running(allocator, memory, threads);
                return written(unified, names, running, output).run(unified.sources(), sink, output.parent());
            }
        } catch (CorruptDataException e) {
            throw damaged(e);
        }
    }

    private ShuffleSummary writePieces(
            BytesOutput output, TableContents contents, List<Input> inputs, ByteSize memory, int threads)
            throws IOException {
        try (Writing writing = output.write();
                BufferAllocator allocator = TableShuffle.newAllocator(memory)) {
            TableSink sink = TableSink.ofUsedValues(new TablePieces(writing));
            Unified unified = unified(inputs, null, allocator, memory, threads);
            contents.setKey(by, unified.key());
            Running running = new Running(allocator, memory, threads);
            return written(unified, FileNames.NUMBERED, running, output)
                    .temporaryIn(output.parent())
                    .run(unified.sources(), sink);
        } catch (CorruptDataException e) {
            throw damaged(e);
        }
    }

    /** Returns the shuffle that writes an output, which gets the bounds of its ranges if it has none yet. */
    private TableShuffle written(Unified unified, FileNames names, Running running, BytesOutput output)
            throws IOException {
        output.setBounds(bounds(unified, running, output.bounds()));
        TableShuffle shuffle = shuffle(unified, names, running, output.bounds());
        return leavesOutKey() ? shuffle.withoutKey() : shuffle;
    }

    /**
     * Returns the error of a damaged input. It does not point to {@code verify}, which finds damage in datasets only.
     */
    private static IOException damaged(CorruptDataException e) {
        return new IOException(e.getMessage(), e);
    }

    /**
     * Inputs of one schema.
     *
     * @param key the columns to split by, as they are found in that schema
     */
    private record Unified(List<TableSource> sources, List<String> key) {

        TableSource first() {
            return sources.get(0);
        }
    }

    /**
     * Returns the inputs as sources of one schema.
     *
     * @param present a file that they are added to, whose columns come first; null if there is none
     */
    private Unified unified(
            List<Input> inputs, @Nullable TableSource present, BufferAllocator allocator, ByteSize memory, int threads)
            throws IOException {
        List<TableSource> files = files(inputs, memory, threads);
        List<TableSource> counted = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            counted.add(new CountedSource(files.get(i), inputs.get(i).bytesRead())
                    .withColumns(inputs.get(i).columns()));
        }
        List<TableSource> own = schemas.apply(counted, allocator);
        try (ArrowReader reader = own.get(0).open(allocator)) {
            Schema schema = reader.getVectorSchemaRoot().getSchema();
            List<String> names = Fields.names(schema.getFields());
            List<String> key = by.stream().map(text -> byName(text, names)).toList();
            if (present == null
                    || schemas == SchemaMode.STRICT
                    || areWrittenAs(to.writtenFields(reader), writtenPlaces(schema, key), present, allocator)) {
                return new Unified(own, key);
            }
            List<TableSource> all = new ArrayList<>(List.of(present));
            all.addAll(own);
            return new Unified(schemas.apply(all, allocator).subList(1, all.size()), key);
        }
    }

    /** Returns a column by its name, if it is given by its number and no other one is called so. */
    private static String byName(String text, List<String> names) {
        if (names.contains(text) || !text.matches("\\d+")) {
            return text;
        }
        String name = names.get(Column.of(text).index(names));
        return !name.isEmpty() && Collections.frequency(names, name) == 1 ? name : text;
    }

    private boolean areWrittenAs(
            List<Field> fields, List<Integer> places, TableSource present, BufferAllocator allocator)
            throws IOException {
        List<Field> written = places.stream().map(fields::get).toList();
        try (ArrowReader reader = present.open(allocator)) {
            return TableContents.areSame(written, to.writtenFields(reader));
        }
    }

    private List<TableSource> files(List<Input> inputs, ByteSize memory, int threads) throws IOException {
        List<TableSource> files = new ArrayList<>();
        List<ParquetSource> parquet = new ArrayList<>();
        for (Input input : inputs) {
            TableSource file = input.table() == null
                    ? from.source(Objects.requireNonNull(input.path()), int96, memory, threads)
                    : input.table();
            files.add(file);
            if (to == TableFormat.PARQUET && file instanceof ParquetSource source) {
                parquet.add(source);
            }
        }
        return parquet.isEmpty() ? files : List.copyOf(ParquetSource.withDictionaries(parquet, memory));
    }

    /** What a run of a shuffle has. */
    private record Running(BufferAllocator allocator, ByteSize memory, int threads) {

        TableShuffle limited(TableShuffle shuffle) {
            return shuffle.memory(memory).threads(threads).allocator(allocator);
        }
    }

    /**
     * Returns a shuffle of the rows that are wanted.
     *
     * @param bounds where ranges begin; null if there are none
     */
    private TableShuffle shuffle(Unified unified, FileNames names, Running running, @Nullable List<byte[]> bounds)
            throws IOException {
        TableKey key = TableShuffle.by(unified.key().toArray(String[]::new)).named(names.ofPartitions(""));
        if (bounds != null) {
            return limited(key.ranges(partitions.count(), bounds), running);
        }
        if (!partitions.isDistinct()) {
            return limited(key.hash(partitions.count()), running);
        }
        List<String> columns = columnNames(unified, running.allocator());
        return limited(
                key.distinct(
                        partitions.limit(),
                        values -> leavesOutKey()
                                ? HiveNames.directoriesAlone(columns, values)
                                : HiveNames.directories(columns, values)),
                running);
    }

    /**
     * Returns where ranges begin, by the rows if there are none yet; null if there are to be none.
     *
     * @param present those of ranges that rows are added to
     */
    private @Nullable List<byte[]> bounds(Unified unified, Running running, @Nullable List<byte[]> present)
            throws IOException {
        if (!partitions.isRange() || present != null) {
            return present;
        }
        TableKey key = TableShuffle.by(unified.key().toArray(String[]::new));
        return limited(key.ranges(partitions.count()), running).bounds(unified.sources(), partitions.count());
    }

    private TableShuffle limited(TableShuffle shuffle, Running running) {
        return rows.of(running.limited(shuffle));
    }

    /** Tells whether files do not have the key's columns, as the names of their directories do. */
    private boolean leavesOutKey() {
        return rows.leaveOutKeyOfTables(inFiles && partitions.isDistinct());
    }

    private List<String> columnNames(Unified unified, BufferAllocator allocator) throws IOException {
        try (ArrowReader reader = unified.first().open(allocator)) {
            Schema schema = reader.getVectorSchemaRoot().getSchema();
            List<String> columns = Fields.names(schema.getFields());
            writtenPlaces(schema, unified.key());
            List<String> names = new ArrayList<>();
            for (String text : unified.key()) {
                KeyExpression key = KeyExpression.of(text).among(columns);
                String name = isNested(key, columns)
                        ? key.column().text()
                        : columns.get(Column.of(key.column().text()).index(columns));
                names.add(key.nameOf(HiveNames.requireNamed(name, Column.of(text))));
            }
            return names;
        }
    }

    private static boolean isNested(KeyExpression key, List<String> columns) {
        return key.column().path().size() > 1 && !columns.contains(key.column().text());
    }

    /**
     * Returns which columns files have, in their order.
     *
     * @throws IllegalArgumentException if one is not there, or files would be without a column
     */
    private List<Integer> writtenPlaces(Schema schema, List<String> keys) {
        List<String> names = Fields.names(schema.getFields());
        List<Integer> places = new ArrayList<>();
        if (rows.columns().isEmpty()) {
            IntStream.range(0, names.size()).forEach(places::add);
        } else {
            rows.columns().forEach(column -> places.add(Column.of(column).index(names)));
        }
        if (leavesOutKey()) {
            for (String text : keys) {
                KeyExpression key = KeyExpression.of(text).among(names);
                if (key.function() == KeyFunction.IDENTITY && !isNested(key, names)) {
                    places.remove(Integer.valueOf(Column.of(key.column().text()).index(names)));
                }
            }
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("there is no column but "
                    + (rows.columns().isEmpty() ? names : rows.columns())
                    + ", and the key's columns are left out; --keep-key has them in the files too");
        }
        return places;
    }

    /** Returns what Parquet files are to be like: the first one, if it has the schema of all, and else that schema. */
    private @Nullable ParquetLayout like(Input first, Unified unified, BufferAllocator allocator) throws IOException {
        Path file = first.path();
        if (file == null || from != TableFormat.PARQUET || to != TableFormat.PARQUET) {
            return null;
        }
        try (ArrowReader reader = unified.first().open(allocator)) {
            Schema schema = reader.getVectorSchemaRoot().getSchema();
            ParquetLayout layout = TableFormat.parquet(file, int96).layout().unifiedWith(schema, reader);
            List<Integer> places = writtenPlaces(layout.schema(), unified.key());
            Set<Integer> left = IntStream.range(0, schema.getFields().size())
                    .filter(i -> !places.contains(i))
                    .boxed()
                    .collect(Collectors.toSet());
            ParquetLayout narrow = left.isEmpty() ? layout : layout.without(left);
            List<Field> fields = places.stream().map(schema.getFields()::get).toList();
            return narrow.unifiedWith(new Schema(fields, narrow.schema().getCustomMetadata()), reader);
        }
    }

    /** Returns how much of the heap is for what is encoded: as much as there may be of rows that are spooled. */
    private static ByteSize encoded(ByteSize memory) {
        return ByteSize.of(memory.bytes() / 8 * 3);
    }
}
