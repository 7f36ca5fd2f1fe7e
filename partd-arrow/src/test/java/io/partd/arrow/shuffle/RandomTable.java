package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Random tables with a column of every type, and keys that repeat. */
final class RandomTable {

    private static final ArrowType INT = new ArrowType.Int(32, true);
    private static final ArrowType TEXT = new ArrowType.Utf8();

    private final Random random;
    private final BufferAllocator allocator;

    RandomTable(long seed, BufferAllocator allocator) {
        this.random = new Random(seed);
        this.allocator = allocator;
    }

    /** The types whose values can be keys, by the names of their columns. */
    static List<Field> keyFields() {
        return List.of(
                field("i8", new ArrowType.Int(8, true)),
                field("u8", new ArrowType.Int(8, false)),
                field("i16", new ArrowType.Int(16, true)),
                field("u16", new ArrowType.Int(16, false)),
                field("i32", INT),
                field("u32", new ArrowType.Int(32, false)),
                field("i64", new ArrowType.Int(64, true)),
                field("u64", new ArrowType.Int(64, false)),
                field("f16", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)),
                field("f32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
                field("f64", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
                field("bool", new ArrowType.Bool()),
                field("text", TEXT),
                field("large_text", new ArrowType.LargeUtf8()),
                field("binary", new ArrowType.Binary()),
                field("large_binary", new ArrowType.LargeBinary()),
                field("text_view", new ArrowType.Utf8View()),
                field("binary_view", new ArrowType.BinaryView()),
                runs("runs", 32, field("values", TEXT)),
                runs("long_runs", 64, field("values", new ArrowType.Int(16, true))),
                field("fixed", new ArrowType.FixedSizeBinary(5)),
                field("decimal", new ArrowType.Decimal(20, 3, 128)),
                field("decimal256", new ArrowType.Decimal(50, 3, 256)),
                field("day", new ArrowType.Date(DateUnit.DAY)),
                field("day_ms", new ArrowType.Date(DateUnit.MILLISECOND)),
                field("time_s", new ArrowType.Time(TimeUnit.SECOND, 32)),
                field("time_ms", new ArrowType.Time(TimeUnit.MILLISECOND, 32)),
                field("time_us", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
                field("time_ns", new ArrowType.Time(TimeUnit.NANOSECOND, 64)),
                field("ts_s", new ArrowType.Timestamp(TimeUnit.SECOND, null)),
                field("ts_ms", new ArrowType.Timestamp(TimeUnit.MILLISECOND, "Europe/Vienna")),
                field("ts_us", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
                field("ts_ns", new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC")),
                field("duration", new ArrowType.Duration(TimeUnit.MILLISECOND)),
                field("nothing", new ArrowType.Null()),
                encoded("category", 7, new ArrowType.Int(8, true)));
    }

    /** Returns a schema with a column of every type; {@code id} numbers the rows. */
    @SuppressWarnings("EnumOrdinal") // so Arrow numbers the members of a union
    static Schema everything() {
        List<Field> fields = new ArrayList<>();
        fields.add(field("id", new ArrowType.Int(64, true)));
        fields.addAll(keyFields());
        fields.add(field("months", new ArrowType.Interval(IntervalUnit.YEAR_MONTH)));
        fields.add(field("days", new ArrowType.Interval(IntervalUnit.DAY_TIME)));
        fields.add(field("nanos", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)));
        fields.add(nested("list", new ArrowType.List(), field("item", INT)));
        fields.add(nested("lists", new ArrowType.List(), nested("item", new ArrowType.List(), field("item", TEXT))));
        fields.add(nested("large_list", new ArrowType.LargeList(), field("item", TEXT)));
        fields.add(nested("list_view", new ArrowType.ListView(), field("item", TEXT)));
        fields.add(nested("large_list_view", new ArrowType.LargeListView(), field("item", INT)));
        fields.add(nested("views", new ArrowType.List(), field("item", new ArrowType.Utf8View())));
        fields.add(nested("three", new ArrowType.FixedSizeList(3), field("item", new ArrowType.Bool())));
        fields.add(nested("struct", new ArrowType.Struct(), field("a", INT), field("b", TEXT)));
        fields.add(nested("categories", new ArrowType.List(), encoded("item", 8, new ArrowType.Int(16, false))));
        fields.add(nested(
                "sparse",
                new ArrowType.Union(UnionMode.Sparse, new int[] {MinorType.INT.ordinal(), MinorType.VARCHAR.ordinal()}),
                field("a", INT),
                field("b", TEXT)));
        fields.add(nested(
                "dense", new ArrowType.Union(UnionMode.Dense, new int[] {0, 1}), field("a", INT), field("b", TEXT)));
        return new Schema(fields, Map.of("made", "by a test"));
    }

    static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), List.of());
    }

    private static Field nested(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    private static Field runs(String name, int bits, Field values) {
        Field ends = new Field("run_ends", FieldType.notNullable(new ArrowType.Int(bits, true)), List.of());
        return new Field(name, FieldType.notNullable(new ArrowType.RunEndEncoded()), List.of(ends, values));
    }

    private static Field encoded(String name, long id, ArrowType.Int indices) {
        return new Field(name, new FieldType(true, indices, new DictionaryEncoding(id, false, indices)), List.of());
    }

    /** Makes a table of that schema, of batches of random length. */
    Table table(Schema schema, int rows) {
        List<RecordBatch> batches = new ArrayList<>();
        int made = 0;
        while (made < rows) {
            int length = Math.min(rows - made, 1 + random.nextInt(rows));
            batches.add(batch(schema, made, length));
            made += length;
        }
        return Table.of(schema, batches);
    }

    RecordBatch batch(Schema schema, int firstId, int rows) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        List<Dictionary> dictionaries = new ArrayList<>();
        double nulls = random.nextInt(3) / 4.0;
        for (FieldVector vector : root.getFieldVectors()) {
            addDictionaries(vector.getField(), dictionaries);
            vector.setInitialCapacity(rows);
            vector.allocateNew();
            fill(vector, rows, nulls);
        }
        if (root.getFieldVectors().get(0).getName().equals("id")) {
            for (int i = 0; i < rows; i++) {
                ((BaseIntVector) root.getVector("id")).setWithPossibleTruncate(i, firstId + (long) i);
            }
        }
        root.setRowCount(rows);
        return RecordBatch.of(
                root, new DictionaryProvider.MapDictionaryProvider(dictionaries.toArray(Dictionary[]::new)));
    }

    /** Makes a dictionary of five of ten values, in any order, so that batches have different ones. */
    private void addDictionaries(Field field, List<Dictionary> dictionaries) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            VarCharVector values = new VarCharVector("values", allocator);
            List<Integer> numbers = new ArrayList<>(
                    java.util.stream.IntStream.range(0, 10).boxed().toList());
            Collections.shuffle(numbers, random);
            for (int i = 0; i < 5; i++) {
                values.setSafe(i, ("value-" + numbers.get(i)).getBytes(StandardCharsets.UTF_8));
            }
            values.setValueCount(5);
            dictionaries.add(new Dictionary(values, encoding));
        }
        field.getChildren().forEach(child -> addDictionaries(child, dictionaries));
    }

    private void fill(FieldVector vector, int rows, double nulls) {
        if (vector instanceof RunEndEncodedVector runs) {
            fillRuns(runs, rows, nulls);
            return;
        }
        for (int i = 0; i < rows; i++) {
            if (random.nextDouble() >= nulls) {
                set(vector, i);
            } else if (vector instanceof UnionVector || vector instanceof DenseUnionVector) {
                set(vector, i);
            } else {
                vector.setNull(i);
            }
        }
        vector.setValueCount(rows);
        for (FieldVector child : vector.getChildrenFromFields()) {
            if (vector instanceof StructVector || vector instanceof UnionVector) {
                child.setValueCount(rows);
            }
        }
    }

    private void fillRuns(RunEndEncodedVector vector, int rows, double nulls) {
        BaseIntVector ends = (BaseIntVector) vector.getRunEndsVector();
        int end = 0;
        int runs = 0;
        while (end < rows) {
            end = Math.min(rows, end + 1 + random.nextInt(5));
            ((BaseFixedWidthVector) ends).setValueCount(runs + 1);
            ends.setWithPossibleTruncate(runs++, end);
        }
        vector.getValuesVector().allocateNew();
        fill(vector.getValuesVector(), runs, nulls);
        vector.setValueCount(rows);
    }

    private void set(FieldVector vector, int row) {
        if (vector instanceof NullVector) {
            return;
        }
        if (vector instanceof BitVector bits) {
            bits.setSafe(row, random.nextInt(2));
        } else if (vector.getField().getDictionary() != null) {
            ((BaseFixedWidthVector) vector).setValueCount(Math.max(vector.getValueCount(), row + 1));
            ((BaseIntVector) vector).setWithPossibleTruncate(row, random.nextInt(5));
        } else if (vector instanceof DecimalVector decimal) {
            decimal.setSafe(row, number(60));
        } else if (vector instanceof Decimal256Vector decimal) {
            decimal.setSafe(row, number(150));
        } else if (vector instanceof BaseVariableWidthVector text) {
            text.setSafe(row, text());
        } else if (vector instanceof BaseLargeVariableWidthVector text) {
            text.setSafe(row, text());
        } else if (vector instanceof BaseVariableWidthViewVector view) {
            // Arrow's own growing forgets that an empty value has a view, too.
            while (row >= view.getValueCapacity()) {
                view.reAlloc();
            }
            view.setSafe(row, text());
        } else if (vector instanceof ListViewVector list) {
            int start = list.startNewValue(row);
            list.endValue(row, elements(list.getDataVector(), start, random.nextInt(4)));
        } else if (vector instanceof LargeListViewVector list) {
            int start = list.startNewValue(row);
            list.endValue(row, elements(list.getDataVector(), start, random.nextInt(4)));
        } else if (vector instanceof ListVector list) {
            list.startNewValue(row);
            list.endValue(row, elements(list.getDataVector(), list.getElementEndIndex(row), random.nextInt(4)));
        } else if (vector instanceof LargeListVector list) {
            long start = list.startNewValue(row);
            list.endValue(row, elements(list.getDataVector(), (int) start, random.nextInt(4)));
        } else if (vector instanceof FixedSizeListVector list) {
            list.startNewValue(row);
            elements(list.getDataVector(), row * list.getListSize(), list.getListSize());
        } else if (vector instanceof StructVector struct) {
            struct.setIndexDefined(row);
            struct.getChildrenFromFields().forEach(child -> setOrNull(child, row));
        } else if (vector instanceof UnionVector union) {
            int member = random.nextInt(2);
            union.setType(row, member == 0 ? MinorType.INT : MinorType.VARCHAR);
            setOrNull(union.getChildrenFromFields().get(member), row);
        } else if (vector instanceof DenseUnionVector union) {
            byte member = (byte) random.nextInt(2);
            while (row >= union.getValueCapacity()
                    || row * 4L + 4 > union.getOffsetBuffer().capacity()) {
                union.reAlloc();
            }
            union.setTypeId(row, member);
            FieldVector child = union.getChildrenFromFields().get(member);
            int offset = child.getValueCount();
            setOrNull(child, offset);
            child.setValueCount(offset + 1);
            union.getOffsetBuffer().setInt(row * 4L, offset);
        } else {
            setFixed((BaseFixedWidthVector) vector, row);
        }
    }

    private void setOrNull(FieldVector vector, int row) {
        if (random.nextInt(4) == 0) {
            vector.setNull(row);
        } else {
            set(vector, row);
        }
    }

    private int elements(FieldVector vector, int from, int count) {
        for (int i = from; i < from + count; i++) {
            setOrNull(vector, i);
        }
        vector.setValueCount(Math.max(vector.getValueCount(), from + count));
        return count;
    }

    private BigDecimal number(int bits) {
        BigInteger digits = random.nextBoolean()
                ? BigInteger.valueOf(random.nextInt(7) - 3L)
                : new BigInteger(bits, random).subtract(BigInteger.ONE.shiftLeft(bits - 1));
        return new BigDecimal(digits, 3);
    }

    private byte[] text() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(30) : random.nextInt(2)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 7 == 6 ? 0 : 'a' + random.nextInt(3));
        }
        return bytes;
    }

    /** Sets a small value, or now and then any; times are ones that Java can show. */
    private void setFixed(BaseFixedWidthVector vector, int row) {
        while (row >= vector.getValueCapacity()) {
            vector.reAlloc();
        }
        int width = vector.getTypeWidth();
        long address = vector.getDataBufferAddress() + (long) row * width;
        boolean small = random.nextInt(3) > 0;
        for (int i = 0; i < width; i++) {
            MemoryUtil.putByte(address + i, (byte) (small ? 0 : random.nextInt(256)));
        }
        if (small) {
            MemoryUtil.putByte(address, (byte) random.nextInt(4));
        }
        if (vector instanceof DateMilliVector
                || vector instanceof TimeSecVector
                || vector instanceof TimeMilliVector
                || vector instanceof TimeMicroVector
                || vector instanceof TimeNanoVector
                || vector instanceof TimeStampSecVector) {
            long value = random.nextInt(86_400);
            if (vector instanceof DateMilliVector) {
                value = (random.nextInt(20_000) - 5000) * 86_400_000L;
            }
            if (width == 4) {
                MemoryUtil.putInt(address, (int) value);
            } else {
                MemoryUtil.putLong(address, value);
            }
        }
        BitVectorHelper.setBit(vector.getValidityBuffer(), row);
    }
}
