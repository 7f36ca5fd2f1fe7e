package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.PythonCommand;
import io.partd.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.RowGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are cut off or changed: an {@code IOException}, and no memory taken for what they claim. With
 * {@code -Dpartd.parquet.rounds=870} some 50,000 files are changed; {@code -Dpartd.parquet.seed=42} replays a seed.
 */
@Tag("sampled")
@Timeout(600)
class CorruptFileTest {

    private static final int FILES = 8;
    private static final int ROUNDS = Integer.getInteger("partd.parquet.rounds", Sample.times(10, 200));
    private static final long SEED = Long.getLong("partd.parquet.seed", new Random().nextLong());
    private static final long LIMIT = 64 << 20;

    @TempDir
    private Path directory;

    private byte[] file(long seed, ParquetCompression compression) throws IOException {
        RandomTables tables = new RandomTables(seed);
        Schema schema = tables.schema();
        Path file = directory.resolve("whole.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = tables.rows(schema, 200, allocator);
                ParquetSink sink = ParquetSink.create(
                        file, ParquetLayout.of(schema), ParquetOptions.DEFAULT.compression(compression))) {
            sink.write(root);
            sink.finish();
        }
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @EnumSource(ParquetCompression.class)
    void changedFilesAreReadOrRefused(ParquetCompression compression) throws IOException {
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(SEED + i);
            byte[] whole = file(SEED + i, compression);
            for (int round = 0; round < ROUNDS; round++) {
                try (BufferAllocator allocator = new RootAllocator(LIMIT)) {
                    refused += isRefused(whole.clone(), random, allocator) ? 1 : 0;
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("seed " + SEED + ", file " + i + ", round " + round, e);
                }
            }
        }
        assertThat(refused).isGreaterThan(FILES * ROUNDS / 4);
    }

    /** These have no checksums, so that what is changed reaches the decoders. */
    @ParameterizedTest
    @ValueSource(strings = {"types", "nested_v2", "delta", "delta_strings", "split", "decimal_integers"})
    void changedFilesOfPyarrowAreReadOrRefused(String name) throws IOException {
        byte[] whole =
                Files.readAllBytes(PythonCommand.resource(CorruptFileTest.class, "/golden/" + name + ".parquet"));
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 3 * ROUNDS; round++) {
            try (BufferAllocator allocator = new RootAllocator(LIMIT)) {
                refused += isRefused(whole.clone(), random, allocator) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    private boolean isRefused(byte[] bytes, Random random, BufferAllocator allocator) throws IOException {
        int footer = bytes.length - 8 - footerLength(bytes);
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            // Every other change is where sizes and types are: in the footer, or in a page's header.
            int at = random.nextBoolean()
                    ? footer + random.nextInt(bytes.length - footer)
                    : random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        }
        Path file = directory.resolve("changed.parquet");
        Files.write(file, bytes);
        try {
            ParquetSource source = ParquetSource.of(file);
            boolean encoded = random.nextBoolean();
            try (ArrowReader reader =
                    (encoded ? source.encoded(source.dictionaryBytes().keySet()) : source).open(allocator)) {
                while (reader.loadNextBatch()) {
                    assertThat(reader.getVectorSchemaRoot().getRowCount()).isPositive();
                }
            }
            return false;
        } catch (IOException | OutOfMemoryException e) {
            return true; // the allocator's limit is for rows that a page may well claim: nulls take no bytes
        }
    }

    private static int footerLength(byte[] bytes) {
        int end = bytes.length - 8;
        return (bytes[end] & 0xFF) | ((bytes[end + 1] & 0xFF) << 8) | ((bytes[end + 2] & 0xFF) << 16);
    }

    @Test
    void filesThatAreCutOffAreRefused() throws IOException {
        byte[] bytes = file(1, ParquetCompression.ZSTD);
        Path file = directory.resolve("cut.parquet");
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 300) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> ParquetSource.of(file))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("cut.parquet: ");
        }
    }

    @Test
    void whatIsNoParquetFileIsNamed() throws IOException {
        Path file = directory.resolve("a.csv");
        Files.writeString(file, "a,b\n1,2\n3,4\n");
        assertThatThrownBy(() -> ParquetSource.of(file))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(file + ": not a Parquet file, or cut off: it does not end with PAR1");
        Files.writeString(file, "");
        assertThatThrownBy(() -> ParquetSource.of(file))
                .hasMessage(file + ": not a Parquet file: 0 bytes, of 12 at least");
        Files.writeString(file, "PAR1...." + "\u0000\u0000\u0000\u0000" + "PARE");
        assertThatThrownBy(() -> ParquetSource.of(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the footer is encrypted, which is not supported");
        Files.write(file, "PAR1....\u007f\u007f\u007f\u007fPAR1".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ParquetSource.of(file))
                .hasMessage(file + ": a footer of 2139062143 bytes in a file of 16");
    }

    @Test
    void pagesThatDoNotMatchTheirChecksumAreRefused() throws IOException {
        try (BufferAllocator allocator = new RootAllocator()) {
            byte[] bytes = file(3, ParquetCompression.UNCOMPRESSED);
            Path file = directory.resolve("changed.parquet");
            Files.write(file, bytes);
            RowGroup group = WrittenFile.read(file).group(0);
            bytes[(int) (group.file_offset + group.total_compressed_size) - 1] ^= 1; // the last byte of the last page
            Files.write(file, bytes);
            assertThatThrownBy(() -> {
                        try (ArrowReader reader = ParquetSource.of(file).open(allocator)) {
                            while (reader.loadNextBatch()) {
                                assertThat(reader.bytesRead()).isPositive();
                            }
                        }
                    })
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("row group 1: a page has the checksum");
        }
    }
}
