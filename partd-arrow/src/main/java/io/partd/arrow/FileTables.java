package io.partd.arrow;

import io.partd.CorruptDataException;
import io.partd.Store;
import io.partd.arrow.ipc.BatchEncoder;
import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** The tables of one value that is a file, each of a batch; of a file without any, an empty one. */
final class FileTables implements Closeable {

    private final Copy copy;
    private final ArrowReader reader;
    private final BufferAllocator allocator;
    private boolean first = true;

    private FileTables(Copy copy, ArrowReader reader, BufferAllocator allocator) {
        this.copy = copy;
        this.reader = reader;
        this.allocator = allocator;
    }

    /** What is needed to open the values of a store. */
    record Opener(Store store, TableFiles.Format format, BufferAllocator allocator) {

        /** Opens the value of a key; null if there is none. */
        @Nullable
        FileTables open(String key) throws IOException {
            if (store.size(key) == 0) {
                return null;
            }
            Copy copy = Copy.of(store, key);
            try {
                return new FileTables(copy, format.source(copy.file()).open(allocator), allocator);
            } catch (IOException | RuntimeException e) {
                copy.close();
                throw copy.named(e);
            } catch (Error e) {
                copy.close();
                throw e;
            }
        }
    }

    /** A value's copy in a temporary directory. */
    private record Copy(String key, TemporaryDirectory directory) implements Closeable {

        static Copy of(Store store, String key) throws IOException {
            Copy copy = new Copy(key, TemporaryDirectory.create(Path.of(System.getProperty("java.io.tmpdir"))));
            try (InputStream in = store.open(key)) {
                Files.copy(in, copy.file());
                return copy;
            } catch (Throwable e) {
                copy.close();
                throw e;
            }
        }

        Path file() {
            return directory.path().resolve("value");
        }

        /** Returns an exception that names the key instead of the copy. */
        IOException named(Exception e) {
            String message = String.valueOf(e.getMessage()).replace(file().toString(), "key '" + key + "'");
            return e instanceof CorruptDataException
                    ? new CorruptDataException(message, e)
                    : new IOException(message, e);
        }

        @Override
        public void close() throws IOException {
            directory.close();
        }
    }

    @Nullable
    Table next() throws IOException {
        try {
            boolean loaded = reader.loadNextBatch();
            if (!loaded && !first) {
                return null;
            }
            first = false;
            return Table.of(RecordBatch.copyOf(
                    reader.getVectorSchemaRoot(),
                    reader,
                    BatchEncoder.written(reader.getVectorSchemaRoot().getSchema(), reader),
                    allocator));
        } catch (OutOfMemoryException e) {
            throw new IOException("key '" + copy.key() + "' does not fit into the allocator's memory", e);
        } catch (IOException | RuntimeException e) {
            throw copy.named(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (copy) {
            reader.close();
        }
    }
}
