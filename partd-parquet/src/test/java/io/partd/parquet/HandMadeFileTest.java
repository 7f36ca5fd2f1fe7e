package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.partd.CorruptDataException;
import io.partd.parquet.format.Thrift;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.complex.writer.BaseWriter.StructWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files put together byte by byte, as other writers make them, or nobody should. */
class HandMadeFileTest {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private static FileMetaData footer(SchemaElement column, long rows, List<ColumnChunk> chunks) {
        SchemaElement root = new SchemaElement("schema").setNum_children(1);
        return new FileMetaData(1, List.of(root, column), rows, List.of(new RowGroup(chunks, 0, rows)));
    }

    private static SchemaElement column(Type type) {
        return new SchemaElement("x").setType(type).setRepetition_type(FieldRepetitionType.OPTIONAL);
    }

    private Path file(byte[] body, FileMetaData metadata) throws IOException {
        byte[] footer = Thrift.write(metadata);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body);
        out.write(footer);
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        out.write(MAGIC);
        return Files.write(directory.resolve("made.parquet"), out.toByteArray());
    }

    private static List<String> read(Path file) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ParquetSource.of(file).open(allocator)) {
            return Rows.all(reader);
        }
    }

    /** Some writers compress nothing to something, others leave it at nothing. */
    @Test
    void pagesAndDictionariesOfNoValueAreReadWhateverStandsForIt() throws IOException {
        for (byte[] nothing : List.of(new byte[0], new byte[] {0})) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(MAGIC);
            PageHeader dictionary = new PageHeader(PageType.DICTIONARY_PAGE, 0, nothing.length);
            dictionary.setDictionary_page_header(new DictionaryPageHeader(0, Encoding.PLAIN));
            body.write(Thrift.write(dictionary));
            body.write(nothing);
            byte[] levels = {3 << 1, 0};
            PageHeader page = new PageHeader(PageType.DATA_PAGE_V2, levels.length, levels.length + nothing.length);
            page.setData_page_header_v2(new DataPageHeaderV2(3, 3, 3, Encoding.RLE_DICTIONARY, levels.length, 0));
            body.write(Thrift.write(page));
            body.write(levels);
            body.write(nothing);
            ColumnMetaData metadata = new ColumnMetaData(
                    Type.INT64,
                    List.of(Encoding.PLAIN),
                    List.of("x"),
                    CompressionCodec.SNAPPY,
                    3,
                    body.size() - 4,
                    body.size() - 4,
                    4);
            ColumnChunk chunk = new ColumnChunk(0).setMeta_data(metadata);

            Path file = file(body.toByteArray(), footer(column(Type.INT64), 3, List.of(chunk)));

            assertThat(read(file)).containsExactly("null|", "null|", "null|");
        }
    }

    /** Frames may follow one another, as members of gzip may. */
    @Test
    void pagesOfSeveralZstandardFramesAreRead() throws IOException {
        byte[] values = ByteBuffer.allocate(3 * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1)
                .putLong(2)
                .putLong(3)
                .array();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(Zstd.compress(Arrays.copyOf(values, 5)));
        frames.write(Zstd.compress(Arrays.copyOfRange(values, 5, values.length)));
        PageHeader page = new PageHeader(PageType.DATA_PAGE, values.length, frames.size());
        page.setData_page_header(new DataPageHeader(3, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(MAGIC);
        body.write(Thrift.write(page));
        frames.writeTo(body);
        ColumnMetaData metadata = new ColumnMetaData(
                Type.INT64,
                List.of(Encoding.PLAIN),
                List.of("x"),
                CompressionCodec.ZSTD,
                3,
                body.size() - 4,
                body.size() - 4,
                4);
        ColumnChunk chunk = new ColumnChunk(0).setMeta_data(metadata);
        SchemaElement column = column(Type.INT64).setRepetition_type(FieldRepetitionType.REQUIRED);

        Path file = file(body.toByteArray(), footer(column, 3, List.of(chunk)));

        assertThat(read(file)).containsExactly("1|", "2|", "3|");
    }

    /** As parquet-mr wrote them up to 1.2.8, or without saying which version it is. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet-mr", "parquet-mr version 1.2.8 (build x)", "parquet-mr version 1.2.9", "other"})
    void sizesOfColumnsMayLackTheDictionarysHeader(String writer) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(MAGIC);
        PageHeader dictionary = new PageHeader(PageType.DICTIONARY_PAGE, Long.BYTES, Long.BYTES);
        dictionary.setDictionary_page_header(new DictionaryPageHeader(1, Encoding.PLAIN));
        int header = Thrift.write(dictionary).length;
        body.write(Thrift.write(dictionary));
        body.write(new byte[] {7, 0, 0, 0, 0, 0, 0, 0});
        byte[] indices = {1, 3 << 1, 0};
        PageHeader page = new PageHeader(PageType.DATA_PAGE, indices.length, indices.length);
        page.setData_page_header(new DataPageHeader(3, Encoding.PLAIN_DICTIONARY, Encoding.RLE, Encoding.RLE));
        body.write(Thrift.write(page));
        body.write(indices);
        ColumnMetaData metadata = new ColumnMetaData(
                Type.INT64,
                List.of(Encoding.PLAIN_DICTIONARY),
                List.of("x"),
                CompressionCodec.UNCOMPRESSED,
                3,
                body.size() - 4 - header,
                body.size() - 4 - header,
                4);
        SchemaElement column = column(Type.INT64).setRepetition_type(FieldRepetitionType.REQUIRED);
        FileMetaData footer = footer(column, 3, List.of(new ColumnChunk(0).setMeta_data(metadata)));
        footer.setCreated_by(writer);

        Path file = file(body.toByteArray(), footer);

        if (writer.equals("other") || writer.endsWith("1.2.9")) {
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("after the column's end");
        } else {
            assertThat(read(file)).containsExactly("7|", "7|", "7|");
        }
    }

    @Test
    void whatIsNotSupportedNamesTheFile() throws IOException {
        SchemaElement column = column(Type.BYTE_ARRAY)
                .setConverted_type(ConvertedType.DECIMAL)
                .setPrecision(77)
                .setScale(1);
        Path file = file(MAGIC, footer(column, 0, List.of(new ColumnChunk(0))));
        assertThatThrownBy(() -> ParquetSource.of(file))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(CorruptDataException.class)
                .hasMessage(file + ": the column 'x' has decimals of 77 digits; at most 76 are supported");
    }

    /** The columns of one file in that of another. */
    @Test
    void columnsThatDoNotAgreeOnListsAreRefused() throws IOException {
        byte[] one = lists(new int[] {2, 0, 3});
        byte[] other = lists(new int[] {1, 0, 1});
        FileMetaData metadata = footer(one);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(one);
        ColumnMetaData moved = footer(other).row_groups.get(0).columns.get(1).meta_data;
        moved.setData_page_offset(moved.data_page_offset + one.length);
        moved.setDictionary_page_offset(moved.dictionary_page_offset + one.length);
        metadata.row_groups.get(0).columns.get(1).setMeta_data(moved);
        body.write(other);

        Path file = file(body.toByteArray(), metadata);

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(file + ", row group 1: a column has 2 values in 'element', which has 5");
    }

    private static FileMetaData footer(byte[] file) throws IOException {
        int end = file.length - 8;
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        FileMetaData metadata = new FileMetaData();
        assertThat(Thrift.read(metadata, file, end - length, end)).isPresent();
        return metadata;
    }

    /** Rows of lists, each of so many structs of a and b. */
    private static byte[] lists(int[] lengths) throws IOException {
        List<Field> both = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            both.add(new Field(name, FieldType.nullable(new ArrowType.Int(64, true)), List.of()));
        }
        Field element = new Field("element", FieldType.nullable(new ArrowType.Struct()), both);
        Schema schema = new Schema(List.of(new Field("l", FieldType.nullable(new ArrowType.List()), List.of(element))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ParquetSink sink = ParquetSink.to(out, ParquetLayout.of(schema), ParquetOptions.DEFAULT)) {
            UnionListWriter writer = ((ListVector) root.getVector(0)).getWriter();
            for (int row = 0; row < lengths.length; row++) {
                writer.setPosition(row);
                writer.startList();
                StructWriter struct = writer.struct();
                for (int i = 0; i < lengths[row]; i++) {
                    struct.start();
                    struct.bigInt("a").writeBigInt(i);
                    struct.bigInt("b").writeBigInt(i);
                    struct.end();
                }
                writer.endList();
            }
            root.setRowCount(lengths.length);
            sink.write(root);
            sink.finish();
        }
        return out.toByteArray();
    }
}
