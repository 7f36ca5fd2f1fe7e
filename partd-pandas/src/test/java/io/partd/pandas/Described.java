package io.partd.pandas;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.codecs.text.JsonLines;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** What {@code frames.py} says of a frame, said of a table: the columns' names, types and values, as text. */
final class Described {

    private Described() {}

    /** Reads what Python has said. */
    static List<List<@Nullable Object>> parsed(String json) throws IOException {
        List<List<@Nullable Object>> columns = new ArrayList<>();
        Object document = JsonLines.codec()
                .decode((json + "\n").getBytes(StandardCharsets.UTF_8))
                .get(0);
        for (Object column : (List<?>) document) {
            columns.add(new ArrayList<>((List<?>) column));
        }
        return columns;
    }

    static List<List<@Nullable Object>> of(Table table) {
        List<List<@Nullable Object>> columns = new ArrayList<>();
        List<Field> fields = table.schema().getFields();
        for (int i = 0; i < fields.size(); i++) {
            String type = type(fields.get(i), null);
            List<@Nullable Object> values = new ArrayList<>();
            for (RecordBatch batch : table.batches()) {
                FieldVector vector = batch.root().getVector(i);
                DictionaryEncoding encoding = fields.get(i).getDictionary();
                Dictionary dictionary =
                        encoding == null ? null : batch.dictionaries().lookup(encoding.getId());
                type = type(fields.get(i), dictionary);
                for (int row = 0; row < vector.getValueCount(); row++) {
                    values.add(value(vector, row, dictionary));
                }
            }
            columns.add(new ArrayList<>(Arrays.asList(fields.get(i).getName(), type, values)));
        }
        return columns;
    }

    private static String type(Field field, @Nullable Dictionary dictionary) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            return (encoding.isOrdered() ? "ordered " : "") + "categories of "
                    + (dictionary == null ? "?" : type(dictionary.getVector().getField(), null));
        }
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Int integer) {
            return (integer.getIsSigned() ? "int" : "uint") + integer.getBitWidth();
        }
        if (type instanceof ArrowType.FloatingPoint number) {
            return switch (number.getPrecision()) {
                case HALF -> "float16";
                case SINGLE -> "float32";
                case DOUBLE -> "float64";
            };
        }
        if (type instanceof ArrowType.Timestamp timestamp) {
            return "timestamp[" + symbol(timestamp.getUnit())
                    + (timestamp.getTimezone() == null ? "]" : ", " + timestamp.getTimezone() + "]");
        }
        if (type instanceof ArrowType.Duration duration) {
            return "duration[" + symbol(duration.getUnit()) + "]";
        }
        if (type instanceof ArrowType.Time time) {
            return "time[" + symbol(time.getUnit()) + "]";
        }
        return switch (type.getTypeID()) {
            case Utf8 -> "text";
            case Binary -> "bytes";
            default -> type.getTypeID().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String symbol(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    private static @Nullable String value(FieldVector vector, int row, @Nullable Dictionary dictionary) {
        if (vector.isNull(row)) {
            return null;
        }
        if (dictionary != null) {
            int code = ((Number) vector.getObject(row)).intValue();
            return value(dictionary.getVector(), code, null);
        }
        if (vector instanceof BitVector bits) {
            return bits.get(row) == 1 ? "true" : "false";
        }
        if (vector instanceof Float2Vector || vector instanceof FloatingPointVector) {
            double number = vector instanceof Float2Vector half
                    ? half.getValueAsFloat(row)
                    : ((FloatingPointVector) vector).getValueAsDouble(row);
            return Double.isNaN(number) ? "nan" : String.format("%016x", Double.doubleToRawLongBits(number));
        }
        ArrowType type = vector.getField().getType();
        if (type instanceof ArrowType.Timestamp || type instanceof ArrowType.Duration) {
            return String.valueOf(vector.getDataBuffer().getLong((long) row * Long.BYTES));
        }
        if (type instanceof ArrowType.Time time) {
            return time.getBitWidth() == Long.SIZE
                    ? String.valueOf(vector.getDataBuffer().getLong((long) row * Long.BYTES))
                    : String.valueOf(vector.getDataBuffer().getInt((long) row * Integer.BYTES));
        }
        if (vector instanceof UInt1Vector || vector instanceof UInt2Vector || vector instanceof UInt4Vector) {
            return unsigned(vector, row);
        }
        if (vector instanceof UInt8Vector large) {
            return Long.toUnsignedString(large.get(row));
        }
        Object value = vector.getObject(row);
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
    }

    private static String unsigned(FieldVector vector, int row) {
        if (vector instanceof UInt1Vector bytes) {
            return String.valueOf(bytes.get(row) & 0xFF);
        }
        return vector instanceof UInt2Vector shorts
                ? String.valueOf((int) shorts.get(row))
                : Integer.toUnsignedString(((UInt4Vector) vector).get(row));
    }
}
