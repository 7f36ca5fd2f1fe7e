package io.partd.arrow;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Says what is in a table, value by value, as {@code tables.py} does. */
@SuppressWarnings("JavaPeriodGetDays") // months and days are printed apart
final class Words {

    private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

    private Words() {}

    /** The rows of tables, a word for each value. */
    static String of(Table table) {
        StringJoiner rows = new StringJoiner("|");
        for (RecordBatch batch : table.batches()) {
            add(batch, rows);
        }
        return rows.toString();
    }

    static void add(RecordBatch batch, StringJoiner rows) {
        JavaValues values = JavaValues.of(batch);
        for (int row = 0; row < batch.rowCount(); row++) {
            StringJoiner words = new StringJoiner(";");
            for (int column = 0; column < batch.schema().getFields().size(); column++) {
                words.add(of(values.get(row, column), batch.schema().getFields().get(column)));
            }
            rows.add(words.toString());
        }
    }

    private static String of(@Nullable Object value, Field field) {
        if (value instanceof String text) {
            return "s" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof byte[] bytes) {
            return "b" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof UUID id) {
            return "u" + id;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isNaN(number) ? "nan" : String.format("%016x", Double.doubleToRawLongBits(number));
        }
        if (value instanceof List<?> list) {
            StringJoiner words = new StringJoiner(",", "[", "]");
            list.forEach(element -> words.add(of(element, child(field, 0))));
            return words.toString();
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(map, field);
        }
        return ofTime(value);
    }

    /** The field of nested values; where they are in a dictionary it is not known, nor needed here. */
    private static Field child(Field field, int index) {
        return index < field.getChildren().size() ? field.getChildren().get(index) : field;
    }

    private static String ofMap(Map<?, ?> map, Field field) {
        if (field.getType() instanceof ArrowType.Map) {
            Field entry = child(field, 0);
            StringJoiner words = new StringJoiner(",", "<", ">");
            map.forEach((key, value) -> words.add(of(key, child(entry, 0)) + "=" + of(value, child(entry, 1))));
            return words.toString();
        }
        StringJoiner words = new StringJoiner(",", "{", "}");
        int at = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            words.add(entry.getKey() + ":" + of(entry.getValue(), child(field, at++)));
        }
        return words.toString();
    }

    private static String ofTime(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return nanos(date.toEpochDay() * 86400, 0);
        }
        if (value instanceof LocalTime time) {
            return nanos(0, time.toNanoOfDay());
        }
        if (value instanceof LocalDateTime time) {
            return ofTime(time.atOffset(ZoneOffset.UTC));
        }
        if (value instanceof OffsetDateTime time) {
            return nanos(time.toEpochSecond(), time.getNano());
        }
        if (value instanceof ZonedDateTime time) {
            return nanos(time.toEpochSecond(), time.getNano());
        }
        if (value instanceof Duration duration) {
            return nanos(duration.getSeconds(), duration.getNano());
        }
        if (value instanceof PeriodDuration interval) {
            return "i" + interval.getPeriod().toTotalMonths() + ":"
                    + interval.getPeriod().getDays() + ":"
                    + interval.getDuration().toNanos();
        }
        return String.valueOf(value);
    }

    private static String nanos(long seconds, long nanos) {
        return "t" + BigInteger.valueOf(seconds).multiply(BILLION).add(BigInteger.valueOf(nanos));
    }
}
