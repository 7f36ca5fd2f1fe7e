package io.partd.cli.shuffle;

import io.partd.arrow.TableSource;
import io.partd.input.InputFile;
import io.partd.input.PartitionColumn;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A file, standard input, or the value of a store's key, as a shuffle's source, counted as it is read. */
final class Input implements Source {

    private final Source source;
    private final String fileName;
    private final boolean rereadable;
    private final long size;
    private final LongAdder bytesRead;
    private final List<PartitionColumn> columns;
    private final @Nullable Path path;
    private final @Nullable TableSource table;

    private Input(
            Source source,
            String fileName,
            boolean rereadable,
            long size,
            LongAdder bytesRead,
            List<PartitionColumn> columns,
            @Nullable Path path,
            @Nullable TableSource table) {
        this.source = source;
        this.fileName = fileName;
        this.rereadable = rereadable;
        this.size = size;
        this.bytesRead = bytesRead;
        this.columns = columns;
        this.path = path;
        this.table = table;
    }

    /**
     * Returns a file.
     *
     * @param bytesRead counts the bytes that come from the file, packed ones where it is packed
     */
    static Input file(InputFile file, LongAdder bytesRead) throws IOException {
        Path path = file.path();
        return new Input(
                Source.of(path.toString(), () -> FileChannel.open(path)),
                path.toString(),
                Files.isRegularFile(path),
                Files.size(path),
                bytesRead,
                file.columns(),
                path,
                null);
    }

    /** Returns standard input. */
    static Input of(StandardInput in, LongAdder bytesRead) {
        return new Input(in, "-", false, 0, bytesRead, List.of(), null, null);
    }

    /** Returns the value of a store's key. */
    static Input key(String key, Source value, List<PartitionColumn> columns, LongAdder bytesRead) {
        return new Input(value, key, true, 0, bytesRead, columns, null, null);
    }

    /** Returns the tables of a store's key. */
    static Input key(String key, TableSource tables, List<PartitionColumn> columns, LongAdder bytesRead) {
        Source noBytes = Source.of(tables.name(), () -> {
            throw new IOException(tables.name() + ": it has tables, and no text");
        });
        return new Input(noBytes, key, true, 0, bytesRead, columns, null, tables);
    }

    /** Returns the same input in a file that its bytes were copied to. They have been counted. */
    Input copiedTo(Path file) {
        return new Input(
                Source.of(name(), () -> FileChannel.open(file)),
                fileName,
                true,
                size,
                new LongAdder(),
                columns,
                file,
                null);
    }

    /** Returns what may tell its format: the name of the file or the key; {@code -} for standard input. */
    String fileName() {
        return fileName;
    }

    /** Returns the file's path; null if it is in no file. */
    @Nullable
    Path path() {
        return path;
    }

    /** Returns the tables that are in no file; null if it is no such input. */
    @Nullable
    TableSource table() {
        return table;
    }

    /** Returns the columns that all its rows get. */
    List<PartitionColumn> columns() {
        return columns;
    }

    /** Returns what counts the bytes that are read. */
    LongAdder bytesRead() {
        return bytesRead;
    }

    /** Tells whether it can be opened more than once: a pipe cannot. */
    boolean isRereadable() {
        return rereadable;
    }

    /** Returns its size in bytes; 0 for standard input and other pipes, which nobody knows. */
    long size() {
        return size;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        return new CountedChannel(source.open(), bytesRead);
    }
}
