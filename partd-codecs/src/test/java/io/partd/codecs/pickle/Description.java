package io.partd.codecs.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says what a value is, type by type, in the words that {@code describe.py} uses for Python's. */
public final class Description {

    private static final HexFormat HEX = HexFormat.of();

    private Description() {}

    public static String of(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return "int:" + BigInteger.valueOf(((Number) value).longValue()).toString(16);
        }
        if (value instanceof BigInteger integer) {
            return "int:" + integer.toString(16);
        }
        if (value instanceof Double || value instanceof Float) {
            return ofDouble(((Number) value).doubleValue());
        }
        if (value instanceof String text) {
            StringBuilder hex = new StringBuilder("str:");
            text.chars().forEach(c -> hex.append(String.format("%04x", c)));
            return hex.toString();
        }
        if (value instanceof byte[] bytes) {
            return "bytes:" + HEX.formatHex(bytes);
        }
        if (value instanceof BytesKey key) {
            return "bytes:" + key;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return "bytearray:" + HEX.formatHex(bytes);
        }
        if (value instanceof BigDecimal || value instanceof SpecialDecimal) {
            return "Decimal:" + (value instanceof SpecialDecimal special ? special.text() : value);
        }
        if (value instanceof UUID) {
            return "UUID:" + value;
        }
        if (value instanceof Global) {
            return "global:" + value;
        }
        if (value instanceof NumpyDtype dtype) {
            return "dtype:" + ofDtype(dtype);
        }
        if (value instanceof NumpyValue numpy) {
            return "numpy:" + ofDtype(numpy.dtype()) + numpy.shape() + ":" + (numpy.isFortranOrder() ? "F" : "C") + ":"
                    + (numpy.dtype().isObject() ? of(numpy.objects()) : HEX.formatHex(numpy.bytes()));
        }
        return value.getClass().getPackageName().startsWith("java.time") ? ofTime(value) : ofContainer(value);
    }

    private static String ofDouble(double value) {
        return "float:" + (Double.isNaN(value) ? "nan" : String.format("%016x", Double.doubleToRawLongBits(value)));
    }

    private static String ofContainer(Object value) {
        if (value instanceof List<?> list) {
            return joined("[", list, "]");
        }
        if (value instanceof Tuple tuple) {
            return joined("(", tuple.toList(), ")");
        }
        if (value instanceof Set<?> set) {
            return (value instanceof FrozenSet ? "frozenset{" : "set{")
                    + set.stream().map(Description::of).sorted().collect(Collectors.joining(","))
                    + "}";
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> of(entry.getKey()) + "=" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Complex complex) {
            return "complex(" + ofDouble(complex.real()) + "," + ofDouble(complex.imaginary()) + ")";
        }
        if (value instanceof Range range) {
            return "range(" + range.start() + "," + range.stop() + "," + range.step() + ")";
        }
        if (value instanceof Slice slice) {
            return "slice(" + of(slice.start()) + "," + of(slice.stop()) + "," + of(slice.step()) + ")";
        }
        throw new AssertionError(value.getClass());
    }

    private static String joined(String open, Collection<?> elements, String close) {
        StringJoiner joined = new StringJoiner(",", open, close);
        for (Object element : elements) {
            joined.add(of(element));
        }
        return joined.toString();
    }

    private static String ofTime(Object value) {
        if (value instanceof LocalDate date) {
            return "date:" + shown(date);
        }
        if (value instanceof LocalTime time) {
            return "time:" + shown(time) + ":";
        }
        if (value instanceof OffsetTime time) {
            return "time:" + shown(time.toLocalTime()) + ":" + time.getOffset().getTotalSeconds();
        }
        if (value instanceof LocalDateTime datetime) {
            return shown(datetime) + ":";
        }
        if (value instanceof Instant instant) {
            return ofTime(instant.atOffset(ZoneOffset.UTC));
        }
        if (value instanceof OffsetDateTime datetime) {
            int offset = datetime.getOffset().getTotalSeconds();
            return shown(datetime.toLocalDateTime()) + ":" + offset + ":" + offset;
        }
        if (value instanceof ZonedDateTime datetime) {
            return shown(datetime.toLocalDateTime()) + ":" + datetime.getZone() + ":"
                    + datetime.getOffset().getTotalSeconds();
        }
        if (value instanceof Duration duration) {
            long days = Math.floorDiv(duration.getSeconds(), 86_400);
            return "timedelta:" + days + ":" + Math.floorMod(duration.getSeconds(), 86_400) + ":"
                    + duration.getNano() / 1000;
        }
        if (value instanceof ZoneOffset offset) {
            return "zone:" + offset.getTotalSeconds();
        }
        return "zone:" + ((ZoneId) value).getId();
    }

    private static String shown(LocalDateTime datetime) {
        return "datetime:" + shown(datetime.toLocalDate()) + ":" + shown(datetime.toLocalTime());
    }

    private static String shown(LocalDate date) {
        return String.format("%04d-%02d-%02d", date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    private static String shown(LocalTime time) {
        return String.format(
                "%02d:%02d:%02d.%06d", time.getHour(), time.getMinute(), time.getSecond(), time.getNano() / 1000);
    }

    private static String ofDtype(NumpyDtype dtype) {
        if (dtype.base() != null) {
            return dtype.text() + "(" + ofDtype(dtype.base()) + "*" + dtype.shape() + ")";
        }
        if (!dtype.fields().isEmpty()) {
            return dtype.text()
                    + dtype.fields().stream()
                            .map(field -> field.name() + "@" + field.offset() + "=" + ofDtype(field.dtype()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        return dtype.text();
    }
}
