package io.partd.pandas;

import io.partd.codecs.numpy.DType;
import io.partd.codecs.numpy.NumpyArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Makes one array of NumPy of the vectors of a column, as pandas would. Used once. */
final class VectorArrays {

    private static final DType OBJECT = DType.of("|O");
    private static final long NANOS_PER_MICRO = 1000;

    private final Field field;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<@Nullable Object> objects = new ArrayList<>();
    private @Nullable DType dtype;

    VectorArrays(Field field) {
        this.field = field;
    }

    /** Adds a vector's values. */
    void add(FieldVector vector, DictionaryProvider dictionaries) throws IOException {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding == null) {
            add(vector);
            return;
        }
        Dictionary dictionary = dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw refused("has a dictionary, " + encoding.getId() + ", that is not in the table");
        }
        try (FieldVector values = (FieldVector) DictionaryEncoder.decode(vector, dictionary)) {
            add(values);
        }
    }

    /** Returns the array. */
    NumpyArray array() throws IOException {
        DType type = dtype == null ? dtype(field.getType()) : dtype;
        return type.equals(OBJECT) ? NumpyArray.ofObjects(objects) : NumpyArray.ofBytes(type, bytes.toByteArray());
    }

    private void add(FieldVector vector) throws IOException {
        DType type = dtype(vector.getField().getType());
        if (dtype != null && !dtype.equals(type)) {
            throw refused("is of " + dtype + " in one batch and of " + type + " in another");
        }
        dtype = type;
        if (type.equals(OBJECT)) {
            addObjects(vector);
        } else if (vector instanceof BitVector bits) {
            requireNoNulls(vector);
            for (int i = 0; i < bits.getValueCount(); i++) {
                bytes.write(bits.get(i));
            }
        } else {
            addNumbers(vector, type);
        }
    }

    private void addNumbers(FieldVector vector, DType type) throws IOException {
        int count = vector.getValueCount();
        byte[] copy = new byte[Math.multiplyExact(type.itemSize(), count)];
        if (count > 0) {
            ArrowBuf data = vector.getDataBuffer();
            data.getBytes(0, copy, 0, copy.length);
        }
        if (vector.getNullCount() > 0) {
            byte[] missing = missing(vector, type);
            for (int i = 0; i < count; i++) {
                if (vector.isNull(i)) {
                    System.arraycopy(missing, 0, copy, i * missing.length, missing.length);
                }
            }
        }
        bytes.writeBytes(copy);
    }

    /** NaN, or NaT. */
    private byte[] missing(FieldVector vector, DType type) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(type.itemSize()).order(ByteOrder.LITTLE_ENDIAN);
        switch (type.kind()) {
            case FLOAT -> {
                switch (type.itemSize()) {
                    case Short.BYTES -> value.putShort((short) 0x7e00);
                    case Integer.BYTES -> value.putFloat(Float.NaN);
                    default -> value.putDouble(Double.NaN);
                }
            }
            case DATETIME, TIMEDELTA -> value.putLong(Long.MIN_VALUE);
            default -> requireNoNulls(vector);
        }
        return value.array();
    }

    private void requireNoNulls(FieldVector vector) throws IOException {
        if (vector.getNullCount() > 0) {
            throw refused("is of " + vector.getField().getType() + " and has nulls, which NumPy's array of "
                    + dtype(vector.getField().getType())
                    + " cannot hold; make it floating-point or text, or fill them");
        }
    }

    private void addObjects(FieldVector vector) {
        for (int i = 0; i < vector.getValueCount(); i++) {
            objects.add(vector.isNull(i) ? null : object(vector, i));
        }
    }

    private static @Nullable Object object(FieldVector vector, int row) {
        if (vector instanceof DateDayVector days) {
            return LocalDate.ofEpochDay(days.get(row));
        }
        if (vector instanceof DateMilliVector millis) {
            return LocalDate.ofEpochDay(Math.floorDiv(millis.get(row), 86_400_000L));
        }
        if (vector instanceof TimeSecVector seconds) {
            return LocalTime.ofSecondOfDay(seconds.get(row));
        }
        if (vector instanceof TimeMilliVector millis) {
            return LocalTime.ofNanoOfDay(millis.get(row) * NANOS_PER_MICRO * NANOS_PER_MICRO);
        }
        if (vector instanceof TimeMicroVector micros) {
            return LocalTime.ofNanoOfDay(micros.get(row) * NANOS_PER_MICRO);
        }
        if (vector instanceof TimeNanoVector nanos) {
            return LocalTime.ofNanoOfDay(nanos.get(row));
        }
        Object value = vector.getObject(row);
        return value instanceof byte[] || value instanceof BigDecimal || value == null ? value : value.toString();
    }

    private DType dtype(ArrowType type) throws IOException {
        return switch (type.getTypeID()) {
            case Int -> {
                ArrowType.Int integer = (ArrowType.Int) type;
                int size = integer.getBitWidth() / Byte.SIZE;
                yield DType.of((size == 1 ? "|" : "<") + (integer.getIsSigned() ? "i" : "u") + size);
            }
            case FloatingPoint ->
                switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                    case HALF -> DType.of("<f2");
                    case SINGLE -> DType.of("<f4");
                    case DOUBLE -> DType.of("<f8");
                };
            case Bool -> DType.of("|b1");
            case Timestamp -> DType.of("<M8[" + ColumnType.symbol(((ArrowType.Timestamp) type).getUnit()) + "]");
            case Duration -> DType.of("<m8[" + ColumnType.symbol(((ArrowType.Duration) type).getUnit()) + "]");
            case Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView, FixedSizeBinary -> OBJECT;
            case Date, Time, Decimal, Null -> OBJECT;
            default -> throw refused("is of " + type + ", which NumPy's arrays do not hold");
        };
    }

    private IOException refused(String why) {
        return new IOException("column '" + field.getName() + "' " + why);
    }
}
