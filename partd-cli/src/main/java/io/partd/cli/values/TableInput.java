package io.partd.cli.values;

import io.partd.arrow.ArrowFiles;
import io.partd.arrow.Table;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Reads tables that are to be appended, from Arrow files and streams. */
public final class TableInput {

    private static final byte[] FILE = "ARROW1".getBytes(StandardCharsets.US_ASCII);

    private TableInput() {}

    private static final class Memory {

        private static final BufferAllocator ALLOCATOR = new RootAllocator();
    }

    /** Reads a file of either kind, whole. */
    public static Table read(Path file) throws IOException {
        try (ArrowReader reader = ArrowFiles.source(file).open(Memory.ALLOCATOR)) {
            return Table.readAll(reader, Memory.ALLOCATOR);
        }
    }

    /**
     * Reads a stream, whole.
     *
     * @param name what messages call it
     */
    public static Table read(InputStream in, String name) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(in);
        bytes.mark(FILE.length);
        if (Arrays.equals(bytes.readNBytes(FILE.length), FILE)) {
            throw new IOException(name + ": is an Arrow file with a footer, which comes last; give it by its name");
        }
        bytes.reset();
        try (ArrowReader reader = ArrowFiles.openStream(bytes, name, Memory.ALLOCATOR)) {
            return Table.readAll(reader, Memory.ALLOCATOR);
        }
    }
}
