package io.partd.parquet;

import io.partd.arrow.RecordBatch;
import io.partd.parquet.write.Column;
import io.partd.parquet.write.FileWriter;
import io.partd.parquet.write.Workspace;
import io.partd.parquet.write.WritePlan;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * Writes record batches as a Parquet file. The file is there when {@link #finish} has returned, and not before: until
 * then it has a hidden name beside that of the file, and {@link #close} without {@code finish} removes it. Not for
 * several threads at once.
 */
public final class ParquetSink implements AutoCloseable {

    /** A stream that is written to several times. */
    private static final class Unclosed extends FilterOutputStream {

        Unclosed(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {}
    }

    private enum State {
        OPEN,
        FAILED,
        FINISHED
    }

    private final ParquetLayout layout;
    private final WritePlan plan;
    private final FileWriter writer;
    private final Workspace workspace = new Workspace();
    private final OutputStream stream;
    private final @Nullable Path unfinished;
    private final @Nullable Path file;
    private State state = State.OPEN;
    private boolean closed;

    private ParquetSink(
            ParquetLayout layout,
            ParquetOptions options,
            OutputStream stream,
            @Nullable Path unfinished,
            @Nullable Path file) {
        this.layout = layout;
        this.plan = layout.plan(options);
        this.writer = new FileWriter(plan, position -> new Unclosed(stream));
        this.stream = stream;
        this.unfinished = unfinished;
        this.file = file;
    }

    /** Begins a file. One that has the name already is replaced when this one is finished. */
    public static ParquetSink create(Path file, ParquetLayout layout, ParquetOptions options) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".unfinished");
        OutputStream stream =
                Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            OutputStream buffered = new BufferedOutputStream(stream, 1 << 16);
            return new ParquetSink(layout, options, buffered, unfinished, file);
        } catch (Throwable e) {
            stream.close();
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /** Begins a file in a stream, which is closed with the sink. What a failure leaves in it is the caller's matter. */
    public static ParquetSink to(OutputStream stream, ParquetLayout layout, ParquetOptions options) throws IOException {
        return new ParquetSink(layout, options, stream, null, null);
    }

    /** Writes the rows of a batch, whose schema must be the layout's. It stays the caller's. */
    public void write(RecordBatch batch) throws IOException {
        write(batch.root(), batch.dictionaries());
    }

    /** Writes the rows of vectors, none of them dictionary-encoded. They stay the caller's. */
    public void write(VectorSchemaRoot root) throws IOException {
        write(root, new DictionaryProvider.MapDictionaryProvider());
    }

    private void write(VectorSchemaRoot root, DictionaryProvider dictionaries) throws IOException {
        checkOpen();
        layout.requireSame(Dictionaries.decoded(root.getSchema().getFields(), dictionaries));
        state = State.FAILED; // if it does not come to its end
        List<FieldVector> made = new ArrayList<>();
        try {
            List<Column> columns = Dictionaries.columns(plan, root.getFieldVectors(), dictionaries, made);
            int[] rows = IntStream.range(0, root.getRowCount()).toArray();
            writer.write(plan.batch(columns, workspace), rows, 0, rows.length, null, workspace);
        } finally {
            made.forEach(FieldVector::close);
        }
        state = State.OPEN;
    }

    private void checkOpen() {
        if (closed || state != State.OPEN) {
            throw new IllegalStateException(
                    closed ? "the sink is closed" : "the sink has " + (state == State.FAILED ? "failed" : "finished"));
        }
    }

    /** Writes what is left, and the footer, and gives the file its name. */
    public void finish() throws IOException {
        checkOpen();
        state = State.FAILED; // if it does not come to its end
        writer.end(null, workspace);
        stream.flush();
        if (unfinished != null && file != null) {
            stream.close();
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        state = State.FINISHED;
    }

    /** Removes the file unless it is finished, and releases what the sink holds. Closing twice has no effect. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        workspace.close();
        try {
            stream.close();
        } finally {
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        }
    }
}
