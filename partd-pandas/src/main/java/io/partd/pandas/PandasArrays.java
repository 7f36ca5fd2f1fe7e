package io.partd.pandas;

import io.partd.codecs.numpy.DType;
import io.partd.codecs.pickle.Global;
import io.partd.codecs.pickle.NumpyDtype;
import io.partd.codecs.pickle.NumpyValue;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Makes columns of arrays of NumPy, pandas and pyarrow, as they are pickled. */
final class PandasArrays {

    private final MemoryBudget memory;

    PandasArrays(MemoryBudget memory) {
        this.memory = memory;
    }

    /** Makes the one column of an array. */
    Column column(@Nullable Object array) throws IOException {
        List<Column> columns = columns(array);
        if (columns.size() != 1) {
            throw new IOException("an array of " + columns.size() + " columns instead of one");
        }
        return columns.get(0);
    }

    /** Makes columns: of an array of two dimensions as many as the first one says. */
    List<Column> columns(@Nullable Object array) throws IOException {
        if (array instanceof NumpyValue numpy) {
            return ofNumpy(numpy);
        }
        if (!(array instanceof PandasObject object)) {
            throw new IOException("an array is " + PythonText.describe(array));
        }
        return switch (object.name()) {
            case "__pyx_unpickle_NDArrayBacked" -> backed(object);
            case "IntegerArray", "FloatingArray", "BooleanArray" -> List.of(masked(object));
            case "ArrowStringArray", "ArrowStringArrayNumpySemantics" -> List.of(text(object));
            case "ArrowExtensionArray" -> List.of(arrow(object));
            case "_new_Index", "_new_DatetimeIndex" -> List.of(new PandasIndexes(memory).column(object));
            default -> throw notRead(object);
        };
    }

    private static IOException notRead(Object array) {
        return new IOException("is an array of " + array + ", which is not read");
    }

    /** Makes columns of an array of one or two dimensions. */
    List<Column> ofNumpy(NumpyValue array) throws IOException {
        List<Integer> shape = array.shape();
        if (shape.isEmpty() || shape.size() > 2) {
            throw new IOException("an array of " + shape.size() + " dimensions");
        }
        int count = shape.size() == 1 ? 1 : shape.get(0);
        int rows = shape.get(shape.size() - 1);
        List<Column> columns = new ArrayList<>();
        if (array.dtype().isObject()) {
            for (int i = 0; i < count; i++) {
                columns.add(ObjectColumns.of(array.objects().subList(i * rows, (i + 1) * rows), memory));
            }
            return columns;
        }
        DType dtype = NumpyColumns.dtype(array.dtype().text());
        byte[] bytes = array.isFortranOrder() && shape.size() == 2
                ? transposed(array.bytes(), count, dtype.itemSize())
                : array.bytes();
        int length = dtype.itemSize() * rows;
        for (int i = 0; i < count; i++) {
            columns.add(NumpyColumns.of(dtype, ByteBuffer.wrap(bytes, i * length, length), memory));
        }
        return columns;
    }

    private byte[] transposed(byte[] bytes, int count, int size) throws IOException {
        byte[] rows = new byte[memory.take(bytes.length)];
        int length = count == 0 ? 0 : bytes.length / count;
        for (int at = 0; at < bytes.length; at += size) {
            int element = at / size;
            System.arraycopy(bytes, at, rows, element % count * length + element / count * size, size);
        }
        return rows;
    }

    /** An array around one of NumPy's: a class, a checksum and the state, which mostly comes afterwards. */
    private List<Column> backed(PandasObject object) throws IOException {
        Object given = object.state() == null ? object.argument(2) : object.state();
        if (!(object.argument(0) instanceof Global type) || !(given instanceof Tuple state) || state.size() < 2) {
            throw new IOException("is an array of an unknown form");
        }
        boolean valuesFirst = state.get(0) instanceof NumpyValue;
        Object dtype = state.get(valuesFirst ? 1 : 0);
        if (!(state.get(valuesFirst ? 0 : 1) instanceof NumpyValue values)) {
            throw new IOException("is an array of " + type + " around " + PythonText.describe(state.get(1)));
        }
        return switch (type.name()) {
            case "DatetimeArray", "TimedeltaArray", "PandasArray", "NumpyExtensionArray" ->
                dtype instanceof NumpyDtype ? ofNumpy(values) : zoned(ofNumpy(values), dtype);
            case "StringArray", "StringArrayNumpySemantics" -> {
                List<Column> columns = new ArrayList<>();
                for (Column column : ofNumpy(values)) {
                    columns.add(requireTexts(column, name(dtype)));
                }
                yield columns;
            }
            case "Categorical" -> List.of(categories(ofNumpy(values), dtype));
            default -> throw notRead(new PandasObject(type.module(), type.name(), Tuple.of(), null));
        };
    }

    private List<Column> zoned(List<Column> columns, @Nullable Object dtype) throws IOException {
        if (!(dtype instanceof PandasObject type) || !type.is("DatetimeTZDtype")) {
            throw notRead(PythonText.describe(dtype));
        }
        return zoned(columns, Zones.name(type.attribute("tz")));
    }

    /** Gives a zone to columns of times in UTC; integers are nanoseconds. */
    static List<Column> zoned(List<Column> columns, String zone) throws IOException {
        List<Column> zoned = new ArrayList<>();
        for (Column column : columns) {
            if (!(column instanceof FixedColumn times)) {
                throw new IOException("times in a zone are " + column.type());
            }
            ArrowType arrow = times.type().arrow();
            if (arrow instanceof ArrowType.Timestamp timestamp) {
                zoned.add(times.called(ColumnType.ofTimestamp(timestamp.getUnit(), zone)));
            } else if (arrow.equals(new ArrowType.Int(Long.SIZE, true))) {
                zoned.add(times.asTimes(ColumnType.ofTimestamp(TimeUnit.NANOSECOND, zone)));
            } else {
                throw new IOException("times in a zone are " + column.type());
            }
        }
        return zoned;
    }

    private static Column requireTexts(Column column, String dtype) throws IOException {
        if (column instanceof TextColumn texts && texts.type().arrow() instanceof ArrowType.Utf8) {
            return texts.named(dtype);
        }
        if (column instanceof NullColumn nulls) {
            return nulls.as(ColumnType.TEXT.named(dtype));
        }
        throw new IOException("is an array of texts that has " + column.type());
    }

    /** A dtype of texts is called by what is missing in it: {@code NA} or {@code nan}. */
    private static String name(@Nullable Object dtype) {
        return dtype instanceof PandasObject type && type.argument(1) instanceof Double ? "str" : "string";
    }

    private Column categories(List<Column> codes, @Nullable Object dtype) throws IOException {
        if (!(dtype instanceof PandasObject type)) {
            throw new IOException("is a Categorical of " + PythonText.describe(dtype));
        }
        return categories(codes, type.attribute("categories"), type.attribute("ordered"));
    }

    /** Makes a column of codes and of the index that has the categories. */
    Column categories(List<Column> codes, @Nullable Object categories, @Nullable Object ordered) throws IOException {
        if (codes.size() != 1 || !(codes.get(0) instanceof FixedColumn numbers)) {
            throw new IOException("is a Categorical whose codes are no integers");
        }
        memory.take((long) Integer.BYTES * numbers.rows());
        return CategoryColumn.of(numbers.toCodes(), column(categories), Boolean.TRUE.equals(ordered));
    }

    private Column masked(PandasObject object) throws IOException {
        if (!(object.attribute("_data") instanceof NumpyValue data)
                || !(object.attribute("_mask") instanceof NumpyValue mask)
                || !(column(data) instanceof FixedColumn values)
                || !mask.dtype().text().equals("|b1")
                || mask.bytes().length != values.rows()) {
            throw new IOException("is an array of " + object + " of an unknown form");
        }
        BitSet nulls = new BitSet();
        for (int i = 0; i < mask.bytes().length; i++) {
            nulls.set(i, mask.bytes()[i] != 0);
        }
        String dtype = values.type().numpyType().equals("bool")
                ? "boolean"
                : values.type().pandasName();
        return values.with(nulls).called(values.type().named(dtype));
    }

    private Column text(PandasObject object) throws IOException {
        return requireTexts(pyarrow(object), name(object.attribute("_dtype")));
    }

    private Column arrow(PandasObject object) throws IOException {
        Column column = pyarrow(object);
        ColumnType type = column.type();
        return column.as(type.named(dtype(object.attribute("_dtype"), type)));
    }

    /** A dtype of pandas around one of pyarrow; the name that the type has anyway where its text is not known. */
    private static String dtype(@Nullable Object dtype, ColumnType type) {
        if (!(dtype instanceof PandasObject object)
                || !(object.attribute("pyarrow_dtype") instanceof PandasObject of)) {
            return type.numpyType();
        }
        String unit = PythonText.str(of.argument(0));
        Object zone = of.argument(1);
        return switch (of.name()) {
            case "type_for_alias" -> unit + "[pyarrow]";
            case "timestamp" -> "timestamp[" + unit + (zone == null ? "" : ", tz=" + zone) + "][pyarrow]";
            default -> type.numpyType();
        };
    }

    /** The array, under the name that pandas 2 and 3 have for it or the one of 1. */
    private Column pyarrow(PandasObject object) throws IOException {
        Object array = object.state() instanceof Map<?, ?> state && state.containsKey("_pa_array")
                ? object.attribute("_pa_array")
                : object.attribute("_data");
        return new ArrowArrays(memory).column(array);
    }
}
