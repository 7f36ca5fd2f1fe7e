package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/**
 * A long table whose columns change their character some times, each where it will: from few values to many, to long
 * runs of one, to nulls. Which value is in a row follows from the seed, so that none need be kept.
 */
final class LongTable {

    static final int ROWS = 200_000;

    static final Schema SCHEMA = new Schema(List.of(
            field("long", new ArrowType.Int(64, true)),
            field("int", new ArrowType.Int(32, true)),
            field("double", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            field("text", new ArrowType.Utf8()),
            field("other", new ArrowType.Utf8()),
            field("fixed", new ArrowType.FixedSizeBinary(11)),
            field("bool", new ArrowType.Bool())));

    private enum Kind {
        FEW,
        MANY,
        RUNS,
        NULLS,
        MOSTLY_NULLS
    }

    private static final int STRETCH = 8_000;

    private final long seed;
    private final Kind[][] kinds;

    LongTable(long seed) {
        this.seed = seed;
        Random random = new Random(seed);
        kinds = new Kind[SCHEMA.getFields().size()][];
        for (int column = 0; column < kinds.length; column++) {
            kinds[column] = new Kind[ROWS / STRETCH + 1];
            for (int i = 0; i < kinds[column].length; i++) {
                boolean same = i > 0 && random.nextInt(3) > 0;
                kinds[column][i] = same ? kinds[column][i - 1] : Kind.values()[random.nextInt(Kind.values().length)];
            }
        }
    }

    private static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), List.of());
    }

    /** Returns what the value in a row is made of; null if it is null. */
    private @Nullable Long seedOf(int column, int row) {
        Kind kind = kinds[column][row / STRETCH];
        int of = kind == Kind.RUNS ? row / 1000 : row;
        long random = new SplittableRandom(seed + 31L * column + 1_000_003L * of).nextLong();
        return switch (kind) {
            case FEW -> random & 15;
            case MANY, RUNS -> random;
            case NULLS -> null;
            case MOSTLY_NULLS -> (random & 255) == 0 ? Long.valueOf(random >>> 60) : null;
        };
    }

    private @Nullable Object value(int column, int row) {
        Long random = seedOf(column, row);
        if (random == null) {
            return null;
        }
        return switch (SCHEMA.getFields().get(column).getName()) {
            case "int" -> (int) (long) random;
            case "double" -> random / 3.0;
            case "text" -> new Text("text " + random);
            case "other" -> new Text("o".repeat((int) (random & 63)) + random % 5000);
            case "fixed" -> fixed(random);
            case "bool" -> (random & 1) == 1;
            default -> random;
        };
    }

    private static String fixed(long random) {
        return String.format("%011d", Math.floorMod(random, 10_000_000_000L));
    }

    /** Makes some of the rows. */
    VectorSchemaRoot rows(int from, int count, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
        for (int column = 0; column < kinds.length; column++) {
            FieldVector vector = root.getVector(column);
            vector.setInitialCapacity(count);
            vector.allocateNew();
            for (int i = 0; i < count; i++) {
                Object value = value(column, from + i);
                if (value != null) {
                    set(vector, i, value);
                }
            }
        }
        root.setRowCount(count);
        return root;
    }

    private static void set(FieldVector vector, int index, Object value) {
        if (vector instanceof BigIntVector numbers) {
            numbers.setSafe(index, (long) value);
        } else if (vector instanceof IntVector numbers) {
            numbers.setSafe(index, (int) value);
        } else if (vector instanceof Float8Vector numbers) {
            numbers.setSafe(index, (double) value);
        } else if (vector instanceof VarCharVector texts) {
            texts.setSafe(index, (Text) value);
        } else if (vector instanceof FixedSizeBinaryVector bytes) {
            bytes.setSafe(index, ((String) value).getBytes(StandardCharsets.US_ASCII));
        } else {
            ((BitVector) vector).setSafe(index, (boolean) value ? 1 : 0);
        }
    }

    /** Looks whether a batch has the rows from one on; returns the row after it. */
    int check(ArrowReader reader, int from) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        for (int column = 0; column < kinds.length; column++) {
            FieldVector vector = root.getVector(column);
            DictionaryEncoding encoding = vector.getField().getDictionary();
            for (int i = 0; i < root.getRowCount(); i++) {
                Object actual = vector.getObject(i);
                if (actual != null && encoding != null) {
                    actual = reader.lookup(encoding.getId()).getVector().getObject((int) actual);
                }
                if (actual instanceof byte[] bytes) {
                    actual = new String(bytes, StandardCharsets.US_ASCII);
                }
                Object expected = value(column, from + i);
                if (!Objects.equals(actual, expected)) {
                    assertThat(actual)
                            .as("column '%s', row %d, seed %d", vector.getName(), from + i, seed)
                            .isEqualTo(expected);
                }
            }
        }
        return from + root.getRowCount();
    }
}
