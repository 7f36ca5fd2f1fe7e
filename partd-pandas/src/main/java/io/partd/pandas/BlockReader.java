package io.partd.pandas;

import io.partd.codec.Codec;
import io.partd.codec.SizeLimit;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.numpy.DType;
import io.partd.codecs.numpy.Kind;
import io.partd.codecs.pickle.Global;
import io.partd.codecs.pickle.NumpyDtype;
import io.partd.codecs.pickle.NumpyValue;
import io.partd.codecs.pickle.PickleWriter;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one appended frame of {@code partd.PandasBlocks}. It consists of inner frames:
 *
 * <pre>
 * first    a pickle of a list of headers: of the columns' index, of the rows' index, and of each block
 * then     the bytes of each of these, in the same order
 *
 * index    None, and the bytes are a pickle of the index; or
 *          (class, attributes, dtype, None or (ordered, categories)), and the bytes are its values, or codes
 * block    (places of its columns, dtype, shape, (kind, ...)), where the kind is
 *          'numpy_type'          and the bytes are its values, column after column
 *          'categorical_type'    with (ordered, categories), and the bytes are codes
 *          'datetime64_tz_type'  with (zone,), and the bytes are nanoseconds in UTC
 *          'other'               and the bytes are a pickle of an array
 * </pre>
 *
 * <p>Values are compressed as {@link BlockCompression} says; pickles are not. Objects are frames of lists, in
 * MessagePack or pickled.
 */
final class BlockReader {

    private static final Codec<List<@Nullable Object>> LISTS = Msgpack.codec(new PickleWriter(), PandasNames.READER);

    private final BlockCompression compression;
    private final MemoryBudget memory;
    private final PandasArrays arrays;
    private final PandasIndexes indexes;

    BlockReader(BlockCompression compression, SizeLimit limit) {
        this.compression = compression;
        memory = new MemoryBudget(limit);
        arrays = new PandasArrays(memory);
        indexes = new PandasIndexes(memory);
    }

    /** One block. */
    private record Header(List<Integer> places, Object dtype, int rows, String kind, Tuple extra) {}

    PandasFrame read(byte[] payload) throws IOException {
        List<byte[]> frames = InnerFrames.split(payload);
        if (frames.isEmpty() || !(PandasNames.READER.read(frames.get(0)) instanceof List<?> headers)) {
            throw new IOException("no frame of pandas: it does not begin with a list of headers");
        }
        if (headers.size() < 2 || frames.size() != headers.size() + 1) {
            throw new IOException(
                    "no frame of pandas: " + headers.size() + " headers and " + (frames.size() - 1) + " values");
        }
        List<IndexLevel> labelLevels = levels("the index of the columns", headers.get(0), frames.get(1), -1);
        List<@Nullable Object> labels = indexes.labels(labelLevels);
        List<Header> blocks = new ArrayList<>();
        for (Object header : headers.subList(2, headers.size())) {
            blocks.add(header(header, labels.size()));
        }
        long rows = blocks.isEmpty() ? -1 : blocks.get(0).rows;
        List<IndexLevel> levels = levels("the index", headers.get(1), frames.get(2), rows);
        List<Column> columns = new ArrayList<>(Collections.nCopies(labels.size(), null));
        for (int i = 0; i < blocks.size(); i++) {
            place(blocks.get(i), labels, frames.get(i + 3), columns);
        }
        return frame(labelLevels, labels, columns, levels, rows);
    }

    private PandasFrame frame(
            List<IndexLevel> labelLevels,
            List<@Nullable Object> labels,
            List<Column> columns,
            List<IndexLevel> levels,
            long rows)
            throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i) == null) {
                throw new IOException("no frame of pandas: column " + named(labels, i) + " is in no block");
            }
        }
        List<Column> index = new ArrayList<>();
        for (IndexLevel level : levels) {
            index.add(about("the index " + (level.name() == null ? "" : PythonText.repr(level.name())), level::column));
        }
        long expected = rows < 0 ? index.get(0).rows() : rows;
        for (Column column : index) {
            if (column.rows() != expected) {
                throw new IOException(
                        "no frame of pandas: an index of " + column.rows() + " rows, and columns of " + expected);
            }
        }
        return new PandasFrame(labels, names(labelLevels), columns, names(levels), index, (int) expected);
    }

    private static List<@Nullable Object> names(List<IndexLevel> levels) {
        List<@Nullable Object> names = new ArrayList<>();
        levels.forEach(level -> names.add(level.name()));
        return names;
    }

    private static String named(List<@Nullable Object> labels, int place) {
        return "'" + TableSchema.name(labels.get(place)) + "'";
    }

    /** What is read of a column or an index. */
    @FunctionalInterface
    private interface Part<T> {

        T read() throws IOException;
    }

    private static <T> T about(String what, Part<T> part) throws IOException {
        try {
            return part.read();
        } catch (IOException e) {
            throw new IOException(what.strip() + " " + e.getMessage(), e);
        }
    }

    private List<IndexLevel> levels(String what, @Nullable Object header, byte[] stored, long rows) throws IOException {
        return about(what, () -> {
            if (header == null) {
                return indexes.levels(PandasNames.READER.read(stored), rows);
            }
            if (!(header instanceof Tuple parts)
                    || parts.size() != 4
                    || !(parts.get(0) instanceof Global type)
                    || !(parts.get(1) instanceof Map<?, ?> attributes)
                    || !(parts.get(2) instanceof NumpyDtype dtype)) {
                throw new IOException("has a header of an unknown form");
            }
            if (type.name().equals("PeriodIndex") || type.name().equals("IntervalIndex")) {
                throw PandasIndexes.notRead(type.name());
            }
            return List.of(level(attributes.get("name"), dtype, parts.get(3), stored, rows));
        });
    }

    private IndexLevel level(
            @Nullable Object name, NumpyDtype dtype, @Nullable Object categories, byte[] stored, long rows)
            throws IOException {
        if (dtype.isObject()) {
            List<@Nullable Object> objects = objects(stored);
            return new IndexLevel(name, () -> objects, () -> ObjectColumns.of(objects, memory));
        }
        DType type = NumpyColumns.dtype(dtype.text());
        if (!(categories instanceof Tuple pair)) {
            return new IndexLevel(name, () -> null, () -> values(type, stored, rows));
        }
        if (pair.size() != 2) {
            throw new IOException("has categories of an unknown form");
        }
        return new IndexLevel(
                name,
                () -> null,
                () -> arrays.categories(List.of(values(type, stored, rows)), pair.get(1), pair.get(0)));
    }

    /** Values of an index; how many, the bytes themselves say if no column does. */
    private Column values(DType type, byte[] stored, long rows) throws IOException {
        if (rows >= 0) {
            byte[] bytes = compression.numbers(stored, Math.multiplyExact(rows, (long) type.itemSize()), memory);
            return NumpyColumns.of(type, ByteBuffer.wrap(bytes), memory);
        }
        byte[] bytes = compression.numbersOfAnyLength(stored, type.itemSize(), memory);
        return NumpyColumns.of(type, ByteBuffer.wrap(bytes), memory);
    }

    private List<@Nullable Object> objects(byte[] stored) throws IOException {
        List<@Nullable Object> objects = new ArrayList<>();
        for (byte[] frame : InnerFrames.split(compression.texts(stored, memory))) {
            objects.addAll(LISTS.decode(frame));
        }
        return objects;
    }

    private Header header(@Nullable Object header, int columns) throws IOException {
        if (!(header instanceof Tuple parts)
                || parts.size() != 4
                || !(parts.get(0) instanceof NumpyValue placement)
                || !(parts.get(2) instanceof Tuple shape)
                || !(parts.get(3) instanceof Tuple extension)
                || extension.size() != 2
                || !(extension.get(0) instanceof String kind)
                || !(extension.get(1) instanceof Tuple extra)) {
            throw new IOException("no frame of pandas: a block has a header of an unknown form");
        }
        if (!(arrays.column(placement) instanceof FixedColumn numbers)) {
            throw new IOException("no frame of pandas: places of columns are no integers");
        }
        List<Integer> places = new ArrayList<>();
        for (int place : numbers.toCodes()) {
            places.add(place);
            if (place < 0 || place >= columns) {
                throw new IOException("no frame of pandas: place " + place + " of " + columns + " columns");
            }
        }
        if (shape.size() < 1 || shape.size() > 2 || !(shape.get(shape.size() - 1) instanceof Long rows)) {
            throw new IOException("no frame of pandas: a block of shape " + shape);
        }
        boolean fits = shape.size() == 1 ? places.size() == 1 : Objects.equals(shape.get(0), (long) places.size());
        if (!fits || rows < 0 || rows > Integer.MAX_VALUE) {
            throw new IOException(
                    "no frame of pandas: a block of shape " + shape + " for " + places.size() + " columns");
        }
        Object dtype = parts.get(1);
        if (dtype == null) {
            throw new IOException("no frame of pandas: a block without a dtype");
        }
        return new Header(places, dtype, rows.intValue(), kind, extra);
    }

    private void place(Header block, List<@Nullable Object> labels, byte[] stored, List<Column> columns)
            throws IOException {
        String first =
                block.places.isEmpty() ? "a block of no columns" : "column " + named(labels, block.places.get(0));
        List<Column> read = about(first, () -> read(block, stored));
        if (read.size() != block.places.size()) {
            throw new IOException("no frame of pandas: a block of " + read.size() + " columns for " + block.places);
        }
        for (int i = 0; i < read.size(); i++) {
            int place = block.places.get(i);
            if (columns.get(place) != null) {
                throw new IOException("no frame of pandas: column " + named(labels, place) + " is in two blocks");
            }
            columns.set(place, read.get(i));
        }
    }

    private List<Column> read(Header block, byte[] stored) throws IOException {
        List<Column> columns = switch (block.kind) {
            case "other" -> arrays.columns(PandasNames.READER.read(stored));
            case "numpy_type" -> values(block, stored);
            case "categorical_type" -> {
                if (block.extra.size() != 2) {
                    throw new IOException("has categories of an unknown form");
                }
                yield List.of(arrays.categories(values(block, stored), block.extra.get(1), block.extra.get(0)));
            }
            case "datetime64_tz_type" -> {
                if (block.extra.size() != 1) {
                    throw new IOException("has a zone of an unknown form");
                }
                yield PandasArrays.zoned(values(block, stored), Zones.name(block.extra.get(0)));
            }
            default -> throw new IOException("is of the unknown kind '" + block.kind + "'");
        };
        for (Column column : columns) {
            if (column.rows() != block.rows) {
                throw new IOException("has " + column.rows() + " rows instead of " + block.rows);
            }
        }
        return columns;
    }

    private List<Column> values(Header block, byte[] stored) throws IOException {
        if (!(block.dtype instanceof NumpyDtype numpy)) {
            throw new IOException("has a dtype that is " + PythonText.describe(block.dtype));
        }
        List<Column> columns = new ArrayList<>();
        int count = block.places.size();
        if (numpy.isObject()) {
            List<@Nullable Object> objects = objects(stored);
            if (objects.size() != (long) count * block.rows) {
                throw new IOException("has " + objects.size() + " objects instead of " + (long) count * block.rows);
            }
            for (int i = 0; i < count; i++) {
                columns.add(ObjectColumns.of(objects.subList(i * block.rows, (i + 1) * block.rows), memory));
            }
            return columns;
        }
        DType dtype = NumpyColumns.dtype(numpy.text());
        if (dtype.kind() == Kind.OBJECT) {
            throw new IOException("has the dtype " + dtype);
        }
        long length = (long) dtype.itemSize() * block.rows;
        byte[] bytes = compression.numbers(stored, Math.multiplyExact(length, (long) count), memory);
        for (int i = 0; i < count; i++) {
            columns.add(NumpyColumns.of(dtype, ByteBuffer.wrap(bytes, (int) (i * length), (int) length), memory));
        }
        return columns;
    }
}
