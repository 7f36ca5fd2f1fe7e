package io.partd.pandas;

import io.partd.codecs.pickle.Global;
import io.partd.codecs.pickle.NumpyValue;
import io.partd.pandas.Moment.Span;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns of Python's objects: of the type that Arrow has for all of them. {@code None}, {@code NaN} among others
 * than numbers, {@code NaT} and {@code NA} are null.
 */
final class ObjectColumns {

    private static final ColumnType LONG = ColumnType.ofInteger(Long.SIZE, true);
    private static final ColumnType DOUBLE = ColumnType.ofFloat(Double.SIZE);
    private static final int NANOS_PER_MICRO = 1000;

    private final List<@Nullable Object> values;
    private final MemoryBudget memory;

    private ObjectColumns(List<@Nullable Object> values, MemoryBudget memory) {
        this.values = values;
        this.memory = memory;
    }

    /**
     * Makes a column.
     *
     * @throws IOException if there is no such type
     */
    static Column of(List<? extends @Nullable Object> objects, MemoryBudget memory) throws IOException {
        return new ObjectColumns(plain(objects, memory), memory).column();
    }

    /** Returns objects as ones of few Java types; null for all that is missing but NaN. */
    static List<@Nullable Object> plain(List<? extends @Nullable Object> objects, MemoryBudget memory)
            throws IOException {
        memory.take((long) Long.BYTES * objects.size());
        List<@Nullable Object> values = new ArrayList<>(objects.size());
        for (Object object : objects) {
            values.add(plain(object, memory));
        }
        return values;
    }

    private static @Nullable Object plain(@Nullable Object value, MemoryBudget memory) throws IOException {
        if (value instanceof Global global && global.name().equals("NA")) {
            return null;
        }
        if (value instanceof PandasObject object) {
            if (object.name().endsWith("nat_unpickle")) {
                return null;
            }
            if (object.is("_timedelta_unpickle") && object.argument(0) instanceof Long span) {
                return new Span(span, Moment.unit(object.argument(1)));
            }
        }
        if (value instanceof Duration span) {
            long micros =
                    Math.addExact(Math.multiplyExact(span.getSeconds(), 1_000_000L), span.getNano() / NANOS_PER_MICRO);
            return new Span(micros, TimeUnit.MICROSECOND);
        }
        if (value instanceof NumpyValue scalar && scalar.shape().isEmpty()) {
            return scalar(scalar, memory);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[memory.take(buffer.remaining())];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof UUID) {
            return value.toString();
        }
        Moment moment = value == null ? null : Moment.of(value);
        return moment == null ? value : moment;
    }

    private static @Nullable Object scalar(NumpyValue scalar, MemoryBudget memory) throws IOException {
        if (scalar.dtype().isObject()) {
            return null;
        }
        Column one =
                NumpyColumns.of(NumpyColumns.dtype(scalar.dtype().text()), ByteBuffer.wrap(scalar.bytes()), memory);
        return one instanceof FixedColumn fixed ? fixed.objectAt(0) : scalar;
    }

    private Column column() throws IOException {
        boolean nan = false;
        boolean whole = true;
        Set<String> kinds = new TreeSet<>();
        for (Object value : values) {
            if (value instanceof Double number && number.isNaN()) {
                nan = true;
            } else if (value != null) {
                kinds.add(kind(value));
                whole &= value instanceof Long;
            }
        }
        if (kinds.isEmpty() && !nan) {
            return new NullColumn(values.size());
        }
        if (kinds.isEmpty() || kinds.equals(Set.of("int", "float")) || kinds.equals(Set.of("float"))) {
            return numbers(DOUBLE, value -> Double.doubleToRawLongBits(((Number) value).doubleValue()));
        }
        if (kinds.size() > 1) {
            throw new IOException("holds objects of " + String.join(" and ", kinds) + ", for which Arrow has no type");
        }
        return switch (kinds.iterator().next()) {
            case "bool" -> numbers(ColumnType.BOOLEAN.named("object"), value -> value.equals(true) ? 1 : 0);
            case "int" ->
                whole
                        ? numbers(LONG, value -> (Long) value)
                        : numbers(ColumnType.ofInteger(Long.SIZE, false), ObjectColumns::unsigned);
            case "str" -> texts();
            case "bytes" -> bytes();
            case "Decimal" -> decimals();
            case "date" ->
                numbers(
                        ColumnType.of(new ArrowType.Date(DateUnit.DAY), "date", "object"),
                        value -> ((LocalDate) value).toEpochDay());
            case "time" ->
                numbers(
                        ColumnType.of(new ArrowType.Time(TimeUnit.MICROSECOND, Long.SIZE), "time", "object"),
                        value -> ((LocalTime) value).toNanoOfDay() / NANOS_PER_MICRO);
            case "datetime" -> moments();
            case "timedelta" -> spans();
            default ->
                throw new IOException(
                        "holds objects of " + kinds.iterator().next() + ", which are not read as a column of Arrow");
        };
    }

    private static String kind(Object value) {
        if (value instanceof Moment) {
            return "datetime";
        }
        if (value instanceof Span) {
            return "timedelta";
        }
        if (value instanceof LocalDate) {
            return "date";
        }
        return value instanceof LocalTime ? "time" : PythonText.describe(value);
    }

    private static boolean isMissing(@Nullable Object value) {
        return value == null || (value instanceof Double number && number.isNaN());
    }

    /** Returns a value as a number. */
    private interface ToNumber {

        long of(Object value) throws IOException;
    }

    private Column numbers(ColumnType type, ToNumber number) throws IOException {
        int width = type.arrow() instanceof ArrowType.Bool
                ? Byte.BYTES
                : type.arrow() instanceof ArrowType.Date ? Integer.BYTES : Long.BYTES;
        memory.take((long) width * values.size());
        BitSet nulls = new BitSet();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            // Among numbers NaN stays what it is.
            nulls.set(i, type.equals(DOUBLE) ? value == null : isMissing(value));
        }
        return FixedColumn.of(
                type, width, values.size(), nulls, row -> number.of(Objects.requireNonNull(values.get(row))));
    }

    private static long unsigned(Object value) throws IOException {
        BigInteger integer = value instanceof Long small ? BigInteger.valueOf(small) : (BigInteger) value;
        if (integer.signum() < 0 || integer.bitLength() > Long.SIZE) {
            throw new IOException("holds integers of more than 64 bits, for which Arrow has no type");
        }
        return integer.longValue();
    }

    private Column texts() throws IOException {
        TextColumnBuilder texts = new TextColumnBuilder(ColumnType.TEXT, values.size(), memory);
        for (int i = 0; i < values.size(); i++) {
            if (!isMissing(values.get(i))) {
                texts.measure(i, (String) values.get(i));
            }
        }
        return texts.build(
                i -> isMissing(values.get(i)) ? null : ((String) values.get(i)).getBytes(StandardCharsets.UTF_8));
    }

    private Column bytes() throws IOException {
        TextColumnBuilder texts = new TextColumnBuilder(ColumnType.BYTES, values.size(), memory);
        for (Object value : values) {
            if (value instanceof byte[] bytes) {
                texts.measure(bytes.length);
            }
        }
        return texts.build(i -> values.get(i) instanceof byte[] bytes ? bytes : null);
    }

    private Column decimals() throws IOException {
        List<@Nullable BigDecimal> decimals = new ArrayList<>(values.size());
        for (Object value : values) {
            decimals.add(value instanceof BigDecimal decimal ? decimal : null);
        }
        return DecimalColumn.of(decimals);
    }

    private Column moments() throws IOException {
        TimeUnit unit = TimeUnit.SECOND;
        Set<String> zones = new TreeSet<>();
        for (Object value : values) {
            if (value instanceof Moment moment) {
                unit = Units.finer(unit, moment.unit());
                zones.add(moment.zone() == null ? "" : moment.zone());
            }
        }
        if (zones.size() > 1 && zones.contains("")) {
            throw new IOException("holds times with and without a zone, for which Arrow has no type");
        }
        // Times of several zones have one column in UTC.
        String zone = zones.size() > 1 ? "UTC" : zones.iterator().next();
        ColumnType type = ColumnType.ofTimestamp(unit, zone.isEmpty() ? null : zone);
        TimeUnit finest = unit;
        return numbers(type, value -> {
            Moment moment = (Moment) value;
            return Units.scaled(moment.value(), Units.factor(moment.unit(), finest), type);
        });
    }

    private Column spans() throws IOException {
        TimeUnit unit = TimeUnit.SECOND;
        for (Object value : values) {
            if (value instanceof Span span) {
                unit = Units.finer(unit, span.unit());
            }
        }
        ColumnType type = ColumnType.ofDuration(unit);
        TimeUnit finest = unit;
        return numbers(type, value -> {
            Span span = (Span) value;
            return Units.scaled(span.value(), Units.factor(span.unit(), finest), type);
        });
    }
}
