package io.partd.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;

/** A table of which readers leave out row groups and pages, with values that statistics may get wrong. */
final class PrunedTable {

    static final int ROWS = 200_000;
    static final int GROUP = 50_000;

    /** Scatters numbers, so that the statistics of each row group reach over nearly all of them. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    /** What 0 / 0 is in C, with a sign. */
    private static final double NAN = Double.longBitsToDouble(0xFFF8_0000_0000_0000L);

    private PrunedTable() {}

    /** Writes it with pages of a version. */
    static WrittenFile write(Path file, ParquetCompression compression, int version) throws IOException {
        ParquetOptions options = ParquetOptions.DEFAULT
                .compression(compression)
                .rowGroupRows(GROUP)
                .dataPageVersion(version)
                .bloomFilters(List.of("scattered", "few", "number", "text", "float", "uuid", "list.list.element"));
        return WrittenFile.write(file, options, PrunedTable::rows);
    }

    /** Returns the scattered number of a row. */
    static long scattered(long row) {
        return row * SCATTER;
    }

    /** Returns the text of a row, which is longer than bounds are. */
    static String text(int row) {
        return String.format("%08d", row) + "€".repeat(30);
    }

    /** Tells whether a row has a text; there are nulls in the last row group. */
    static boolean hasText(int row) {
        return row < 3 * GROUP || row % 10 != 9;
    }

    static VectorSchemaRoot rows(BufferAllocator allocator) {
        BigIntVector id = new BigIntVector("id", allocator);
        BigIntVector scattered = new BigIntVector("scattered", allocator);
        VarCharVector text = new VarCharVector("text", allocator);
        VarCharVector few = new VarCharVector("few", allocator);
        Float8Vector number = new Float8Vector("number", allocator);
        Float4Vector real = new Float4Vector("float", allocator);
        UInt8Vector unsigned = new UInt8Vector("unsigned", allocator);
        DecimalVector decimal = new DecimalVector("decimal", allocator, 20, 2);
        TimeStampMicroVector time = new TimeStampMicroVector("time", allocator);
        BitVector bool = new BitVector("bool", allocator);
        VarBinaryVector bytes = new VarBinaryVector("bytes", allocator);
        IntVector nulls = new IntVector("nulls", allocator);
        FixedSizeBinaryVector uuid = new FixedSizeBinaryVector("uuid", allocator, 16);
        uuid.allocateNew(ROWS);
        byte[] highest = new byte[70];
        Arrays.fill(highest, (byte) 0xFF);
        for (int row = 0; row < ROWS; row++) {
            id.setSafe(row, row);
            scattered.setSafe(row, scattered(row));
            if (!hasText(row)) {
                text.setNull(row);
            } else {
                text.setSafe(row, (row == 0 ? "" : text(row)).getBytes(UTF_8));
            }
            few.setSafe(row, ("city " + row / 30_000).getBytes(UTF_8));
            number.setSafe(row, row == 120_000 ? NAN : row == 0 ? -0.0 : row == 170_000 ? 0.0 : row / 2.0);
            real.setSafe(row, row == 60_000 ? Float.NaN : row - 100_000f);
            unsigned.setSafe(row, row - 100_000L);
            decimal.setSafe(row, BigDecimal.valueOf(row - 100_000, 2));
            time.setSafe(row, (row - 100_000) * 1_000_000L);
            bool.setSafe(row, row < 100_000 ? 0 : 1);
            if (row == ROWS - 1) {
                bytes.setSafe(row, highest);
            } else {
                bytes.setSafe(row, new byte[] {(byte) (row >>> 16), (byte) (row >>> 8), (byte) row});
            }
            if ((row >= GROUP && row < 2 * GROUP) || row % 3 == 0) {
                nulls.setNull(row);
            } else {
                nulls.setSafe(row, row);
            }
            byte[] value = new byte[16];
            value[0] = (byte) (row >>> 16);
            value[1] = (byte) (row >>> 8);
            value[2] = (byte) row;
            uuid.set(row, value);
        }
        ListVector list = lists(allocator);
        List<FieldVector> vectors = List.of(
                id, scattered, text, few, number, real, unsigned, decimal, time, bool, bytes, nulls, uuid, list);
        vectors.forEach(vector -> vector.setValueCount(ROWS));
        return new VectorSchemaRoot(vectors);
    }

    private static ListVector lists(BufferAllocator allocator) {
        ListVector list = ListVector.empty("list", allocator);
        UnionListWriter writer = list.getWriter();
        for (int row = 0; row < ROWS; row++) {
            writer.setPosition(row);
            if (row % 5 == 4) {
                continue;
            }
            writer.startList();
            for (int i = 0; i < row % 5; i++) {
                writer.bigInt().writeBigInt(row);
            }
            writer.endList();
        }
        return list;
    }
}
