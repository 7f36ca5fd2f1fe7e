package io.partd.parquet;

import io.partd.parquet.format.Footer;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.format.Thrift;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;

/** A Parquet file as its footer describes it. */
record WrittenFile(Path path, FileMetaData footer) {

    /** Makes vectors of rows. */
    interface Rows {

        VectorSchemaRoot of(BufferAllocator allocator);
    }

    /** Writes a file with the layout that its rows' schema makes. */
    static WrittenFile write(Path path, ParquetOptions options, Rows rows) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = rows.of(allocator);
                ParquetSink sink = ParquetSink.create(path, ParquetLayout.of(root.getSchema()), options)) {
            sink.write(root);
            sink.finish();
        }
        return read(path);
    }

    static WrittenFile read(Path path) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            return new WrittenFile(path, Footer.read(file));
        }
    }

    RowGroup group(int number) {
        return footer.row_groups.get(number);
    }

    ColumnChunk chunk(int group, int column) {
        return group(group).columns.get(column);
    }

    Statistics statistics(int group, int column) {
        return chunk(group, column).meta_data.statistics;
    }

    /** Returns the column index of a chunk; null if it has none. */
    @Nullable
    ColumnIndex columnIndex(ColumnChunk chunk) throws IOException {
        return chunk.isSetColumn_index_offset()
                ? read(new ColumnIndex(), chunk.column_index_offset, chunk.column_index_length)
                : null;
    }

    OffsetIndex offsetIndex(ColumnChunk chunk) throws IOException {
        return read(new OffsetIndex(), chunk.offset_index_offset, chunk.offset_index_length);
    }

    PageHeader page(long offset) throws IOException {
        return read(new PageHeader(), offset, 200);
    }

    private <T extends TBase<?, ?>> T read(T structure, long offset, int length) throws IOException {
        byte[] bytes = bytes(offset, length);
        if (Thrift.read(structure, bytes, 0, length).isEmpty()) {
            throw new IOException(structure.getClass() + " at " + offset + " goes on behind its end");
        }
        return structure;
    }

    byte[] bytes(long offset, int length) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            byte[] bytes = new byte[length];
            file.read(offset, bytes, 0, length);
            return bytes;
        }
    }
}
