package io.partd.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.RleBitPackedEncoder;
import io.partd.parquet.format.Thrift;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts whose pages are some with a dictionary and some without, in any order: the values are the same whether they are
 * read as texts or as indices, wherever a batch ends.
 */
class MixedPagesTest {

    private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);

    @TempDir
    private Path directory;

    @Test
    void dictionaryPageAfterAPlainOneMaySpanBatches() throws IOException {
        MixedFile file = new MixedFile();
        file.beginGroup("red", "green", "blue");
        file.plain("violet", null, "red");
        file.encoded(0, 1, 2, -1, 2, 1, 0, 0, 1, 2);
        file.endGroup();
        for (int batchRows = 1; batchRows <= 14; batchRows++) {
            assertThat(file.readEncoded(batchRows))
                    .as("batches of %d rows", batchRows)
                    .isEqualTo(file.rows);
        }
    }

    private static List<Long> seeds() {
        String one = System.getProperty("partd.parquet.seed");
        return one != null
                ? List.of(Long.valueOf(one))
                : new Random().longs(50).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void pagesOfBothKindsAreReadAlike(long seed) throws IOException {
        Random random = new Random(seed);
        MixedFile file = new MixedFile();
        for (int group = 1 + random.nextInt(3); group > 0; group--) {
            int entries = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(20);
            String[] dictionary = new String[entries];
            for (int i = 0; i < entries; i++) {
                dictionary[i] = "entry " + i + " of group " + group;
            }
            file.beginGroup(dictionary);
            for (int page = random.nextInt(6); page > 0; page--) {
                int count = random.nextInt(random.nextBoolean() ? 10 : 3000);
                int nulls = random.nextInt(5) * random.nextInt(3);
                if (random.nextBoolean()) {
                    String[] values = new String[count];
                    for (int i = 0; i < count; i++) {
                        values[i] = random.nextInt(10) < nulls ? null : "value " + random.nextInt(1000);
                    }
                    file.plain(values);
                } else {
                    int[] indices = new int[count];
                    for (int i = 0; i < count; i++) {
                        indices[i] = random.nextInt(10) < nulls || entries == 0 ? -1 : random.nextInt(entries);
                    }
                    file.encoded(indices);
                }
            }
            file.endGroup();
        }
        assertThat(file.readPlain()).isEqualTo(file.rows);
        assertThat(file.readEncoded(1 + random.nextInt(4))).isEqualTo(file.rows);
        assertThat(file.readEncoded(1 + random.nextInt(2000))).isEqualTo(file.rows);
    }

    /** A file of one column of texts, put together page by page, and the rows that are in it. */
    private final class MixedFile {

        private final List<@Nullable String> rows = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final List<RowGroup> groups = new ArrayList<>();
        private String[] dictionary = {};
        private int begin;
        private int rowsBefore;

        MixedFile() throws IOException {
            body.write(MAGIC);
        }

        void beginGroup(String... entries) throws IOException {
            begin = body.size();
            rowsBefore = rows.size();
            dictionary = entries;
            ByteBuilder values = new ByteBuilder();
            for (String entry : entries) {
                put(entry, values);
            }
            PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, values.size(), values.size());
            header.setDictionary_page_header(new DictionaryPageHeader(entries.length, Encoding.PLAIN));
            write(header, values);
        }

        void plain(@Nullable String... values) throws IOException {
            ByteBuilder page = levels(values.length, i -> values[i] != null);
            for (String value : values) {
                rows.add(value);
                if (value != null) {
                    put(value, page);
                }
            }
            data(values.length, Encoding.PLAIN, page);
        }

        /** Adds a page of indices, of which -1 is a null. */
        void encoded(int... indices) throws IOException {
            ByteBuilder page = levels(indices.length, i -> indices[i] >= 0);
            int[] there = new int[indices.length];
            int count = 0;
            for (int index : indices) {
                rows.add(index < 0 ? null : dictionary[index]);
                if (index >= 0) {
                    there[count++] = index;
                }
            }
            int width = Byte.SIZE;
            page.putNumber(width, 1);
            RleBitPackedEncoder.write(there, count, width, page);
            data(indices.length, Encoding.RLE_DICTIONARY, page);
        }

        private ByteBuilder levels(int count, IntPredicate valid) throws IOException {
            byte[] levels = new byte[count];
            for (int i = 0; i < count; i++) {
                levels[i] = (byte) (valid.test(i) ? 1 : 0);
            }
            ByteBuilder page = new ByteBuilder();
            RleBitPackedEncoder.writeLevelsWithLength(levels, count, 1, page);
            return page;
        }

        private static void put(String text, ByteBuilder out) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            out.putWithLength(bytes, 0, bytes.length);
        }

        private void data(int count, Encoding encoding, ByteBuilder page) throws IOException {
            PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), page.size());
            header.setData_page_header(new DataPageHeader(count, encoding, Encoding.RLE, Encoding.RLE));
            write(header, page);
        }

        private void write(PageHeader header, ByteBuilder page) throws IOException {
            body.write(Thrift.write(header));
            body.write(page.bytes(), 0, page.size());
        }

        void endGroup() {
            int count = rows.size() - rowsBefore;
            ColumnMetaData metadata = new ColumnMetaData(
                    Type.BYTE_ARRAY,
                    List.of(Encoding.PLAIN, Encoding.RLE, Encoding.RLE_DICTIONARY),
                    List.of("x"),
                    CompressionCodec.UNCOMPRESSED,
                    count,
                    0, // so that the column counts as one to be read with a dictionary
                    body.size() - begin,
                    begin);
            groups.add(new RowGroup(List.of(new ColumnChunk(0).setMeta_data(metadata)), 0, count));
        }

        private Path file() throws IOException {
            SchemaElement root = new SchemaElement("schema").setNum_children(1);
            SchemaElement column = new SchemaElement("x")
                    .setType(Type.BYTE_ARRAY)
                    .setRepetition_type(FieldRepetitionType.OPTIONAL)
                    .setConverted_type(ConvertedType.UTF8);
            byte[] footer = Thrift.write(new FileMetaData(1, List.of(root, column), rows.size(), groups));
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            body.writeTo(whole);
            whole.write(footer);
            whole.write(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(footer.length)
                    .array());
            whole.write(MAGIC);
            return Files.write(directory.resolve("mixed.parquet"), whole.toByteArray());
        }

        List<@Nullable String> readPlain() throws IOException {
            return read(ParquetSource.of(file()));
        }

        List<@Nullable String> readEncoded(int batchRows) throws IOException {
            return read(ParquetSource.of(file()).encoded(List.of("x")).batchRows(batchRows));
        }

        private static List<@Nullable String> read(ParquetSource source) throws IOException {
            List<@Nullable String> read = new ArrayList<>();
            try (BufferAllocator allocator = new RootAllocator();
                    ArrowReader reader = source.open(allocator)) {
                while (reader.loadNextBatch()) {
                    FieldVector vector = reader.getVectorSchemaRoot().getVector(0);
                    DictionaryEncoding encoding = vector.getField().getDictionary();
                    for (int i = 0; i < vector.getValueCount(); i++) {
                        Object value = vector.getObject(i);
                        if (value != null && encoding != null) {
                            value = reader.lookup(encoding.getId()).getVector().getObject((int) value);
                        }
                        read.add(value == null ? null : value.toString());
                    }
                }
            }
            return read;
        }
    }
}
