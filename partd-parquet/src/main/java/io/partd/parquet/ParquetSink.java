package io.partd.parquet;

import io.partd.arrow.RecordBatch;
import io.partd.parquet.write.FileWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/**
 * Writes record batches as a Parquet file. The file is there when {@link #finish} has returned, and not before: until
 * then it has a hidden name beside that of the file, and {@link #close} without {@code finish} removes it. Not for
 * several threads at once.
 */
public final class ParquetSink implements AutoCloseable {

    private enum State {
        OPEN,
        FAILED,
        FINISHED
    }

    private final ParquetLayout layout;
    private final FileWriter writer;
    private final OutputStream stream;
    private final @Nullable Path unfinished;
    private final @Nullable Path file;
    private State state = State.OPEN;
    private boolean closed;

    private ParquetSink(
            ParquetLayout layout,
            FileWriter writer,
            OutputStream stream,
            @Nullable Path unfinished,
            @Nullable Path file) {
        this.layout = layout;
        this.writer = writer;
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
            return new ParquetSink(layout, writer(layout, options, buffered), buffered, unfinished, file);
        } catch (Throwable e) {
            stream.close();
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /** Begins a file in a stream, which is closed with the sink. What a failure leaves in it is the caller's matter. */
    public static ParquetSink to(OutputStream stream, ParquetLayout layout, ParquetOptions options) throws IOException {
        return new ParquetSink(layout, writer(layout, options, stream), stream, null, null);
    }

    private static FileWriter writer(ParquetLayout layout, ParquetOptions options, OutputStream stream)
            throws IOException {
        return new FileWriter(
                layout.elements(),
                layout.nodes(),
                layout.schema().getFields(),
                codecs(layout, options),
                layout.metadata(),
                options.limits(),
                stream);
    }

    private static List<CompressionCodec> codecs(ParquetLayout layout, ParquetOptions options) {
        ParquetCompression chosen = options.compression();
        if (chosen == null && !layout.codecs().isEmpty()) {
            return layout.codecs();
        }
        CompressionCodec codec = chosen == null ? CompressionCodec.ZSTD : chosen.codec();
        return Collections.nCopies(layout.elements().size(), codec);
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
        check(Dictionaries.decoded(root.getSchema().getFields(), dictionaries));
        state = State.FAILED; // if it does not come to its end
        List<FieldVector> made = new ArrayList<>();
        try {
            writer.write(Dictionaries.columns(root.getFieldVectors(), dictionaries, made), root.getRowCount());
        } finally {
            made.forEach(FieldVector::close);
        }
        state = State.OPEN;
    }

    private void check(List<Field> fields) {
        List<Field> wanted = layout.schema().getFields();
        boolean same = fields.size() == wanted.size();
        for (int i = 0; same && i < fields.size(); i++) {
            same = fields.get(i).getName().equals(wanted.get(i).getName()) && sameType(fields.get(i), wanted.get(i));
        }
        if (!same) {
            throw new IllegalArgumentException("a batch has the columns " + fields + " instead of " + wanted);
        }
    }

    private static boolean sameType(Field a, Field b) {
        List<Field> insideA = inside(a);
        List<Field> insideB = inside(b);
        if (!a.getType().equals(b.getType()) || insideA.size() != insideB.size()) {
            return false;
        }
        boolean named = a.getType() instanceof ArrowType.Struct;
        for (int i = 0; i < insideA.size(); i++) {
            Field x = insideA.get(i);
            Field y = insideB.get(i);
            if ((named && !x.getName().equals(y.getName())) || !sameType(x, y)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the fields within one; of a map key and value, whatever they are called. */
    private static List<Field> inside(Field field) {
        return field.getType() instanceof ArrowType.Map
                ? field.getChildren().get(0).getChildren()
                : field.getChildren();
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
        writer.end();
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
        writer.close();
        try {
            stream.close();
        } finally {
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        }
    }
}
