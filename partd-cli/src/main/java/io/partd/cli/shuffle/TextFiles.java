package io.partd.cli.shuffle;

import io.partd.codecs.compression.FileCompression;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.RecordReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Divides and compresses partitions of text, after all their rows are there: so each file is one member or frame, which
 * some readers need. Each file begins with the header.
 */
final class TextFiles {

    private static final int BUFFER = 1 << 20;

    private final RecordFormat format;
    private final @Nullable FileCompression compression;
    private final long maxRows;
    private final long maxBytes;
    private final boolean limited;

    /** Makes files of partitions in that format. */
    TextFiles(RecordFormat format, FileOptions options) {
        this.format = format;
        this.compression = options.ofText();
        this.maxRows = options.maxRows();
        this.maxBytes = options.maxBytes();
        this.limited = options.areLimited();
    }

    /** Tells whether partitions stay the files that they were written to. */
    boolean areAsWritten() {
        return compression == null && !limited;
    }

    /**
     * Does it with some files, several at once.
     *
     * @param files relative to the directory
     * @throws IOException if it fails, or the thread is interrupted
     */
    void finish(Path directory, PartitionFiles names, List<Path> files) throws IOException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (Path file : files) {
                tasks.add(() -> {
                    finish(directory, names, file);
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void finish(Path directory, PartitionFiles names, Path file) throws IOException {
        Path whole = directory.resolve(file);
        Path source = Files.move(whole, whole.resolveSibling("." + whole.getFileName() + ".whole"));
        try (InputStream in = Files.newInputStream(source);
                Pieces pieces = new Pieces(directory, names, names.partition(file))) {
            if (limited) {
                divide(in, file.toString(), pieces);
            } else {
                in.transferTo(pieces.begin());
            }
        }
        Files.delete(source);
    }

    private void divide(InputStream in, String name, Pieces pieces) throws IOException {
        try (RecordReader records = RecordReader.open(format, name, in)) {
            pieces.header = records.beginning();
            pieces.begin();
            while (records.next()) {
                pieces.add(records.bytes(), records.start(), records.end() - records.start());
            }
        }
    }

    /** The files of one partition. */
    private final class Pieces implements AutoCloseable {

        private final Path directory;
        private final PartitionFiles names;
        private final String partition;
        private byte[] header = {};
        private @Nullable OutputStream open;
        private int count;
        private long rows;
        private long bytes;

        Pieces(Path directory, PartitionFiles names, String partition) {
            this.directory = directory;
            this.names = names;
            this.partition = partition;
        }

        /** Ends the file before, if there is one, and begins another with the header. */
        OutputStream begin() throws IOException {
            close();
            String suffix = compression == null ? "" : compression.suffix();
            Path file = directory.resolve(names.file(partition, count++) + suffix);
            OutputStream raw = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            OutputStream begun = new BufferedOutputStream(raw, BUFFER);
            open = compression == null ? begun : compression.compress(begun);
            open.write(header);
            rows = 0;
            bytes = header.length;
            return open;
        }

        void add(byte[] from, int at, int length) throws IOException {
            boolean full = rows == maxRows || (rows > 0 && bytes + length > maxBytes);
            OutputStream out = open == null || full ? begin() : open;
            out.write(from, at, length);
            rows++;
            bytes += length;
        }

        @Override
        public void close() throws IOException {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }
}
