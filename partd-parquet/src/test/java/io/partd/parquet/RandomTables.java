package io.partd.parquet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Makes schemas, nested at will, and values for them. */
final class RandomTables {

    private static final List<FloatingPointPrecision> PRECISIONS = List.of(FloatingPointPrecision.values());

    private final Random random;

    RandomTables(long seed) {
        random = new Random(seed);
    }

    Schema schema() {
        return new Schema(fields(1 + random.nextInt(6), 0));
    }

    private List<Field> fields(int count, int depth) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(field("f" + i, depth));
        }
        return fields;
    }

    private Field field(String name, int depth) {
        boolean nullable = random.nextInt(3) > 0;
        int kind = random.nextInt(depth < 4 ? 14 : 10);
        return switch (kind) {
            case 10, 11 -> new Field(name, type(nullable, new ArrowType.List()), List.of(field("element", depth + 1)));
            case 12 ->
                new Field(name, type(nullable, new ArrowType.Struct()), fields(1 + random.nextInt(3), depth + 1));
            case 13 ->
                new Field(
                        name,
                        type(nullable, new ArrowType.Map(false)),
                        List.of(new Field(
                                "entries",
                                type(false, new ArrowType.Struct()),
                                List.of(
                                        new Field("key", type(false, new ArrowType.Utf8()), List.of()),
                                        field("value", depth + 1)))));
            default -> new Field(name, type(nullable || kind == 0, leaf(kind)), List.of());
        };
    }

    private static FieldType type(boolean nullable, ArrowType type) {
        return new FieldType(nullable, type, null);
    }

    private ArrowType leaf(int kind) {
        return switch (kind) {
            case 0 -> new ArrowType.Null();
            case 1 -> new ArrowType.Bool();
            case 2 -> new ArrowType.Int(8 << random.nextInt(4), random.nextBoolean());
            case 3 -> new ArrowType.Utf8();
            case 4 -> new ArrowType.Binary();
            case 5 -> new ArrowType.FloatingPoint(PRECISIONS.get(random.nextInt(3)));
            case 6 -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, random.nextBoolean() ? "Europe/Oslo" : null);
            case 7 -> new ArrowType.Decimal(38, 2, 128);
            case 8 -> new ArrowType.FixedSizeBinary(1 + random.nextInt(20));
            default -> new ArrowType.Int(64, true);
        };
    }

    /** Makes rows; a row may have more elements and longer texts, now and then many. */
    VectorSchemaRoot rows(Schema schema, int count, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        boolean few = random.nextBoolean();
        for (FieldVector vector : root.getFieldVectors()) {
            fill(vector, count, few);
        }
        root.setRowCount(count);
        return root;
    }

    private void fill(FieldVector vector, int count, boolean few) {
        int nulls = vector.getField().isNullable() ? random.nextInt(4) * random.nextInt(4) : 0;
        if (vector instanceof NullVector) {
            vector.setValueCount(count);
        } else if (vector instanceof StructVector struct) {
            struct.allocateNew();
            fillStruct(struct, count, few, nulls);
        } else if (vector instanceof ListVector list) {
            fillList(list, count, few, nulls);
        } else {
            fillLeaf(vector, count, few, nulls);
        }
    }

    private boolean isNull(int nulls) {
        return random.nextInt(10) < nulls;
    }

    private void fillStruct(StructVector struct, int count, boolean few, int nulls) {
        for (FieldVector child : struct.getChildrenFromFields()) {
            fill(child, count, few);
        }
        struct.setValueCount(count);
        for (int i = 0; i < count; i++) {
            if (isNull(nulls)) {
                struct.setNull(i);
            } else {
                struct.setIndexDefined(i);
            }
        }
    }

    private void fillList(ListVector list, int count, boolean few, int nulls) {
        list.allocateNew();
        int elements = 0;
        int longest = random.nextInt(20) == 0 ? 300 : 4;
        for (int i = 0; i < count; i++) {
            if (isNull(nulls)) {
                list.setNull(i);
                continue;
            }
            list.startNewValue(i);
            int length = random.nextInt(longest);
            list.endValue(i, length);
            elements += length;
        }
        fill(list.getDataVector(), elements, few);
        list.setValueCount(count);
        list.getDataVector().setValueCount(elements);
    }

    private void fillLeaf(FieldVector vector, int count, boolean few, int nulls) {
        vector.setInitialCapacity(count);
        vector.allocateNew();
        byte[] value = new byte[32];
        for (int i = 0; i < count; i++) {
            random.nextBytes(value);
            value[0] = few ? (byte) (value[0] & 3) : value[0];
            boolean isNull = isNull(nulls);
            if (vector instanceof VarCharVector texts) {
                String text = few ? "text " + value[0] : "t".repeat(value[1] & 31) + i;
                texts.setSafe(i, (isNull ? "" : text).getBytes(StandardCharsets.UTF_8));
            } else if (vector instanceof VarBinaryVector bytes) {
                bytes.setSafe(i, value, 0, isNull ? 0 : few ? 1 : value[1] & 31);
            } else if (vector instanceof BitVector bits) {
                bits.setSafe(i, value[0] & 1);
            } else {
                fillFixed((BaseFixedWidthVector) vector, i, value, few);
            }
            if (isNull) {
                vector.setNull(i);
            }
        }
        vector.setValueCount(count);
    }

    private static void fillFixed(BaseFixedWidthVector vector, int index, byte[] value, boolean few) {
        int width = vector.getTypeWidth();
        byte[] bytes = new byte[width];
        System.arraycopy(value, 0, bytes, 0, few ? 1 : width);
        if (vector.getField().getType() instanceof ArrowType.Decimal) {
            bytes[width - 1] = 0; // no more than 38 digits
        }
        while (vector.getValueCapacity() <= index) {
            vector.reAlloc();
        }
        BitVectorHelper.setBit(vector.getValidityBuffer(), index);
        vector.getDataBuffer().setBytes((long) index * width, bytes);
    }
}
