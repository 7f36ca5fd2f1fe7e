package io.partd.pandas;

import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns of pyarrow's arrays, as they are pickled: a type, a length, where the array begins in its buffers, and
 * the buffers of the <a href="https://arrow.apache.org/docs/format/Columnar.html">columnar format</a>.
 */
final class ArrowArrays {

    private static final int PARTS = 5;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final MemoryBudget memory;

    ArrowArrays(MemoryBudget memory) {
        this.memory = memory;
    }

    /** Makes a column of an array, or of one in chunks. */
    Column column(@Nullable Object array) throws IOException {
        if (!(array instanceof PandasObject object)) {
            throw new IOException("an array of pyarrow is " + PythonText.describe(array));
        }
        if (object.is("chunked_array")) {
            return joined(object);
        }
        if (!object.is("_restore_array")
                || !(object.argument(0) instanceof Tuple parts)
                || parts.size() < PARTS
                || !(parts.get(0) instanceof PandasObject type)
                || !(parts.get(1) instanceof Long length)
                || !(parts.get(3) instanceof Long offset)
                || !(parts.get(4) instanceof List<?> buffers)) {
            throw new IOException("an array of pyarrow is " + object + " of an unknown form");
        }
        if (length < 0 || offset < 0 || length > Integer.MAX_VALUE || offset > Integer.MAX_VALUE - length) {
            throw new IOException("an array of pyarrow has " + length + " values from " + offset + " on");
        }
        return new Restored(type, length.intValue(), offset.intValue(), buffers).column();
    }

    private Column joined(PandasObject chunked) throws IOException {
        if (!(chunked.argument(0) instanceof List<?> chunks)) {
            throw new IOException("chunks of pyarrow are " + PythonText.describe(chunked.argument(0)));
        }
        List<TextColumn> texts = new ArrayList<>();
        List<FixedColumn> fixed = new ArrayList<>();
        Column last = new NullColumn(0);
        for (Object chunk : chunks) {
            last = column(chunk);
            if (last instanceof TextColumn text) {
                texts.add(text);
            } else if (last instanceof FixedColumn numbers) {
                fixed.add(numbers);
            }
        }
        if (chunks.size() < 2) {
            return last;
        }
        if (texts.size() == chunks.size()) {
            return TextColumn.joined(texts, memory);
        }
        if (fixed.size() == chunks.size()) {
            return FixedColumn.joined(fixed, memory);
        }
        throw new IOException("chunks of pyarrow are of several types");
    }

    /** One array. */
    private final class Restored {

        private final PandasObject type;
        private final int length;
        private final int offset;
        private final List<?> buffers;

        private Restored(PandasObject type, int length, int offset, List<?> buffers) {
            this.type = type;
            this.length = length;
            this.offset = offset;
            this.buffers = buffers;
        }

        private Column column() throws IOException {
            return switch (type.name()) {
                case "type_for_alias" -> ofAlias(PythonText.str(type.argument(0)));
                case "timestamp" -> {
                    Object zone = type.argument(1);
                    yield fixed(ColumnType.ofTimestamp(unit(), zone == null ? null : PythonText.str(zone)), Long.BYTES);
                }
                case "duration" -> fixed(ColumnType.ofDuration(unit()), Long.BYTES);
                case "time32" -> times(unit(), Integer.SIZE);
                case "time64" -> times(unit(), Long.SIZE);
                default -> throw notRead(type.name());
            };
        }

        private Column ofAlias(String alias) throws IOException {
            return switch (alias) {
                case "null" -> new NullColumn(memory.take(length));
                case "bool" -> booleans();
                case "int8", "int16", "int32", "int64" -> integers(alias, true);
                case "uint8", "uint16", "uint32", "uint64" -> integers(alias, false);
                case "halffloat" -> fixed(ColumnType.ofFloat(Short.SIZE), Short.BYTES);
                case "float" -> fixed(ColumnType.ofFloat(Integer.SIZE), Integer.BYTES);
                case "double" -> fixed(ColumnType.ofFloat(Long.SIZE), Long.BYTES);
                case "string" -> texts(ColumnType.TEXT, Integer.BYTES);
                case "large_string" -> texts(ColumnType.TEXT, Long.BYTES);
                case "binary" -> texts(ColumnType.BYTES, Integer.BYTES);
                case "large_binary" -> texts(ColumnType.BYTES, Long.BYTES);
                case "date32[day]" ->
                    fixed(ColumnType.of(new ArrowType.Date(DateUnit.DAY), "date", "object"), Integer.BYTES);
                default -> ofUnit(alias);
            };
        }

        /** A type with a unit and without a zone, as in {@code duration[ms]}. */
        private Column ofUnit(String alias) throws IOException {
            int bracket = alias.indexOf('[');
            Units.Scaled scaled = bracket > 0 && alias.endsWith("]")
                    ? Units.ofNumpy(alias.substring(bracket + 1, alias.length() - 1))
                    : null;
            if (scaled == null || scaled.factor() != 1) {
                throw notRead(alias);
            }
            return switch (alias.substring(0, bracket)) {
                case "timestamp" -> fixed(ColumnType.ofTimestamp(scaled.unit(), null), Long.BYTES);
                case "duration" -> fixed(ColumnType.ofDuration(scaled.unit()), Long.BYTES);
                case "time32" -> times(scaled.unit(), Integer.SIZE);
                case "time64" -> times(scaled.unit(), Long.SIZE);
                default -> throw notRead(alias);
            };
        }

        private Column times(TimeUnit unit, int bits) throws IOException {
            return fixed(ColumnType.of(new ArrowType.Time(unit, bits), "time", "object"), bits / Byte.SIZE);
        }

        private IOException notRead(String name) {
            return new IOException("an array of pyarrow's type " + name + ", which is not read");
        }

        private TimeUnit unit() throws IOException {
            Units.Scaled scaled = Units.ofNumpy(PythonText.str(type.argument(0)));
            if (scaled == null || scaled.factor() != 1) {
                throw new IOException("pyarrow's unit " + PythonText.repr(type.argument(0)));
            }
            return scaled.unit();
        }

        private Column integers(String alias, boolean signed) throws IOException {
            int bits = Integer.parseInt(alias.substring(alias.indexOf('t') + 1));
            return fixed(ColumnType.ofInteger(bits, signed), bits / Byte.SIZE);
        }

        private Column fixed(ColumnType columnType, int width) throws IOException {
            ByteBuffer all = buffer(1);
            require(all, (long) width * (offset + (long) length), "values");
            return new FixedColumn(columnType, width, all.slice(offset * width, length * width), nulls());
        }

        private Column booleans() throws IOException {
            ByteBuffer all = buffer(1);
            require(all, (offset + (long) length + 7) / Byte.SIZE, "values");
            byte[] truths = new byte[memory.take(length)];
            for (int i = 0; i < length; i++) {
                truths[i] = (byte) (bit(all, offset + i) ? 1 : 0);
            }
            return new FixedColumn(ColumnType.BOOLEAN, 1, ByteBuffer.wrap(truths), nulls());
        }

        private Column texts(ColumnType columnType, int offsetWidth) throws IOException {
            ByteBuffer offsets = buffer(1);
            ByteBuffer data = buffer(2);
            BitSet nulls = nulls();
            if (length > 0) {
                require(offsets, (long) offsetWidth * (offset + (long) length + 1), "offsets");
            }
            byte[] bytes = new byte[memory.take(data.remaining())];
            data.duplicate().get(bytes);
            memory.take(2L * Integer.BYTES * length);
            int[] begins = new int[length];
            int[] ends = new int[length];
            for (int i = 0; i < length; i++) {
                long begin = at(offsets, offsetWidth, offset + i);
                long end = at(offsets, offsetWidth, offset + i + 1);
                if (begin < 0 || end < begin || end > bytes.length) {
                    throw new IOException("an array of pyarrow has a value from byte " + begin + " to " + end + " of "
                            + bytes.length);
                }
                begins[i] = nulls.get(i) ? -1 : (int) begin;
                ends[i] = nulls.get(i) ? -1 : (int) end;
                if (columnType.equals(ColumnType.TEXT) && !nulls.get(i)) {
                    requireUtf8(bytes, begins[i], ends[i]);
                }
            }
            return new TextColumn(columnType, bytes, begins, ends);
        }

        private void requireUtf8(byte[] bytes, int begin, int end) throws IOException {
            boolean ascii = true;
            for (int i = begin; i < end && ascii; i++) {
                ascii = bytes[i] >= 0;
            }
            if (!ascii) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, begin, end - begin));
                } catch (CharacterCodingException e) {
                    throw new IOException("an array of pyarrow has a text that is not UTF-8", e);
                }
            }
        }

        private long at(ByteBuffer offsets, int width, int index) {
            return width == Integer.BYTES ? offsets.getInt(index * width) : offsets.getLong(index * width);
        }

        private BitSet nulls() throws IOException {
            BitSet nulls = new BitSet();
            if (buffers.isEmpty() || buffers.get(0) == null) {
                return nulls;
            }
            ByteBuffer validity = buffer(0);
            require(validity, (offset + (long) length + 7) / Byte.SIZE, "validity bits");
            for (int i = 0; i < length; i++) {
                if (!bit(validity, offset + i)) {
                    nulls.set(i);
                }
            }
            return nulls;
        }

        private boolean bit(ByteBuffer bits, int index) {
            return ((bits.get(index / Byte.SIZE) >> (index % Byte.SIZE)) & 1) != 0;
        }

        private void require(ByteBuffer buffer, long bytes, String what) throws IOException {
            if (buffer.remaining() < bytes) {
                throw new IOException("an array of pyarrow of " + length + " values from " + offset + " on has "
                        + buffer.remaining() + " bytes of " + what + "; it needs " + bytes);
            }
        }

        private ByteBuffer buffer(int index) throws IOException {
            Object buffer = index < buffers.size() ? buffers.get(index) : null;
            if (buffer == null) {
                return NOTHING.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            }
            Object bytes = buffer instanceof PandasObject object && object.is("py_buffer") ? object.argument(0) : null;
            if (bytes instanceof ByteBuffer mutable) {
                return mutable.slice().order(ByteOrder.LITTLE_ENDIAN);
            }
            if (bytes instanceof byte[] array) {
                return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
            }
            throw new IOException("a buffer of pyarrow is " + PythonText.describe(buffer));
        }
    }
}
