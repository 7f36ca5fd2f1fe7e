package io.partd.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.parquet.format.Thrift;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Times of the type INT96: those of Spark, whose years go from 0001 to 9999, and those of others, to the nanosecond.
 */
class Int96Test {

    private static final int DAY_OF_1970 = 2_440_588;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    @TempDir
    private Path directory;

    /** A time as Parquet has it. */
    private record Int96(long nanos, int day) {

        static Int96 of(String time) {
            LocalDateTime at = LocalDateTime.parse(time);
            return new Int96(
                    at.toLocalTime().toNanoOfDay(), (int) at.toLocalDate().toEpochDay() + DAY_OF_1970);
        }
    }

    private Path file(boolean spark, Int96... times) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(12 * times.length).order(ByteOrder.LITTLE_ENDIAN);
        for (Int96 time : times) {
            values.putLong(time.nanos).putInt(time.day);
        }
        PageHeader header = new PageHeader(PageType.DATA_PAGE, values.capacity(), values.capacity());
        header.setData_page_header(new DataPageHeader(times.length, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write("PAR1".getBytes(US_ASCII));
        file.write(Thrift.write(header));
        file.write(values.array());
        int size = file.size() - 4;
        ColumnMetaData metadata = new ColumnMetaData(
                Type.INT96,
                List.of(Encoding.PLAIN, Encoding.RLE),
                List.of("t"),
                CompressionCodec.UNCOMPRESSED,
                times.length,
                size,
                size,
                4);
        SchemaElement root = new SchemaElement("schema").setNum_children(1);
        SchemaElement column =
                new SchemaElement("t").setType(Type.INT96).setRepetition_type(FieldRepetitionType.REQUIRED);
        RowGroup group = new RowGroup(List.of(new ColumnChunk(0).setMeta_data(metadata)), size, times.length);
        FileMetaData footer = new FileMetaData(1, List.of(root, column), times.length, List.of(group));
        if (spark) {
            footer.setKey_value_metadata(List.of(new KeyValue("org.apache.spark.version").setValue("3.5.0")));
        }
        byte[] end = Thrift.write(footer);
        file.write(end);
        file.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(end.length)
                .array());
        file.write("PAR1".getBytes(US_ASCII));
        return Files.write(directory.resolve("times.parquet"), file.toByteArray());
    }

    private static List<Long> read(ParquetSource source) throws IOException {
        List<Long> times = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator)) {
            while (reader.loadNextBatch()) {
                TimeStampVector vector =
                        (TimeStampVector) reader.getVectorSchemaRoot().getVector(0);
                for (int i = 0; i < vector.getValueCount(); i++) {
                    times.add(vector.get(i));
                }
            }
        }
        return times;
    }

    private static ArrowType type(ParquetSource source) {
        return source.schema().getFields().get(0).getType();
    }

    private static long micros(String time) {
        Instant at = LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }

    @Test
    void timesOfSparkAreMicrosecondsInAllItsYears() throws IOException {
        String[] times = {"0001-01-01T00:00:00", "1969-12-31T23:59:59.999999", "9999-12-31T23:59:59.123456"};
        ParquetSource source = ParquetSource.of(file(true, Int96.of(times[0]), Int96.of(times[1]), Int96.of(times[2])));
        assertThat(type(source)).isEqualTo(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
        List<Long> expected = List.of(micros(times[0]), micros(times[1]), micros(times[2]));
        assertThat(read(source)).isEqualTo(expected);

        Path copy = directory.resolve("copy.parquet");
        Conversions.copy(source, copy, ParquetOptions.DEFAULT);
        assertThat(read(ParquetSource.of(copy))).isEqualTo(expected);
        WrittenFile written = WrittenFile.read(copy);
        assertThat(written.statistics(0, 0).null_count).isZero();
        assertThat(written.statistics(0, 0).isSetMin_value()).isFalse(); // the format defines no order
        assertThat(written.statistics(0, 0).isSetMax_value()).isFalse();
        assertThat(written.columnIndex(written.chunk(0, 0))).isNull();
        assertThat(written.offsetIndex(written.chunk(0, 0)).page_locations).hasSize(1);
    }

    /** Spark's arithmetic overflows when it writes the year 290000, and back when it reads it. */
    @Test
    void timesOfSparkWrapAroundAsTheyDoInSpark() throws IOException {
        Int96 overflown = new Int96(0xFFFFE26EC7B96000L, 0xF9B0ABA8);
        assertThat(read(ParquetSource.of(file(true, overflown)))).containsExactly(9_089_380_393_200_000_000L);
    }

    @Test
    void nanosecondsInAFileOfSparkAreNotCutOffUnasked() throws IOException {
        ParquetSource source = ParquetSource.of(file(true, Int96.of("2026-11-29T12:00:00.000000001")));
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2026-11-29T12:00:00.000000001 has nanoseconds, which Spark")
                .hasMessageEndingWith("read INT96 as nanoseconds, or as microseconds to cut them off");
        assertThat(read(source.int96(TimeUnit.NANOSECOND))).containsExactly(micros("2026-11-29T12:00:00") * 1000 + 1);
        assertThat(read(source.int96(TimeUnit.MICROSECOND))).containsExactly(micros("2026-11-29T12:00:00"));
    }

    @Test
    void timesOfOthersAreNanosecondsUnlessTheCallerSaysMicroseconds() throws IOException {
        Int96 near = Int96.of("1969-12-31T23:59:59.999999999");
        ParquetSource source = ParquetSource.of(file(false, near));
        assertThat(type(source)).isEqualTo(new ArrowType.Timestamp(TimeUnit.NANOSECOND, null));
        assertThat(read(source)).containsExactly(-1L);
        ParquetSource far = ParquetSource.of(file(false, near, Int96.of("9999-12-31T00:00:00")));
        assertThatThrownBy(() -> read(far))
                .isInstanceOf(IOException.class)
                .hasMessage(far.name()
                        + ", column 't', row group 1: the INT96 time 9999-12-31T00:00 does not fit into nanoseconds,"
                        + " which reach from 1677 to 2262; read INT96 as microseconds");
        ParquetSource micros = far.int96(TimeUnit.MICROSECOND);
        assertThat(type(micros)).isEqualTo(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
        assertThat(read(micros)).containsExactly(-1L, micros("9999-12-31T00:00:00"));
        assertThat(micros.layout().schema()).isEqualTo(micros.schema());
    }

    @Test
    void timesThatNoUnitHoldsAreRefused() throws IOException {
        ParquetSource source = ParquetSource.of(file(false, new Int96(NANOS_PER_DAY, Integer.MAX_VALUE)))
                .int96(TimeUnit.MICROSECOND);
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("does not fit into microseconds, which reach 290,000 years");
        assertThatThrownBy(() -> source.int96(TimeUnit.SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("INT96 as SECOND; possible are NANOSECOND and MICROSECOND");
    }

    /** Its file is not to blame. */
    @Test
    void anInterruptIsTakenForNothingElse() throws IOException {
        ParquetSource source = ParquetSource.of(file(false, Int96.of("2026-11-29T12:00:00")));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("interrupted while reading " + source.name());
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ParquetSource.of(directory.resolve("times.parquet")))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("interrupted while reading " + source.name());
        assertThat(Thread.interrupted()).isTrue();
    }
}
