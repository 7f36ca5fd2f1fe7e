package io.partd.arrow;

import io.partd.CorruptDataException;
import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.MalformedException;
import io.partd.arrow.ipc.StreamInput;
import io.partd.arrow.schema.SchemaConflictException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The pieces of one key, read one by one. */
final class Pieces implements Closeable {

    private static final int HEADER = 8;
    private static final int BLOCK = 32 << 10;

    private final String key;
    private final long present;
    private final BufferAllocator allocator;
    private final SchemaMode schemas;
    private final @Nullable Schema unified;
    private final InputStream in;
    private final StreamInput.LastSchema lastSchema = new StreamInput.LastSchema();
    private @Nullable Schema schema;
    private @Nullable Schema last;
    private boolean drift;
    private long piece;
    private long offset;
    private long pieceOffset;
    private @Nullable IOException fault;

    /**
     * Reads what is stored for a key.
     *
     * @param present how many bytes are stored; fewer than come if they are compressed
     * @param unified the schema to cast the pieces to, which is that of all; null for the own one of each
     */
    Pieces(
            String key,
            InputStream in,
            long present,
            BufferAllocator allocator,
            SchemaMode schemas,
            @Nullable Schema unified) {
        this.key = key;
        this.present = present;
        this.allocator = allocator;
        this.schemas = schemas;
        this.unified = unified;
        schema = unified;
        this.in = new Whole(in);
    }

    /** Bytes of which parts are read, and which do not end with a part. */
    private static final class Whole extends FilterInputStream {

        Whole(InputStream in) {
            super(new BufferedInputStream(in, BLOCK));
        }

        @Override
        public void close() {}

        void closeAll() throws IOException {
            in.close();
        }
    }

    /** Returns what the schemas so far are together; null if there is none. Encoded columns have their values' type. */
    @Nullable
    Schema schema() {
        return schema;
    }

    /** Tells whether the pieces so far have different schemas. */
    boolean drift() {
        return drift;
    }

    /** Reads no more than the schema of the next piece; tells whether there is one. */
    boolean skip() throws IOException {
        return next(this::skipped) != null;
    }

    private Schema skipped(StreamInput stream) throws IOException {
        in.skipNBytes(stream.left());
        return unify(stream.schema());
    }

    /** Reads the next piece, which the caller has to close; null at the end of the value. */
    @Nullable
    Table next() throws IOException {
        return next(this::table);
    }

    private interface Reading<T> {

        T of(StreamInput stream) throws IOException;
    }

    private <T> @Nullable T next(Reading<T> reading) throws IOException {
        throwFault();
        piece++;
        pieceOffset = offset;
        long length = -1;
        try {
            length = length();
            return length < 0 ? null : read(length, reading);
        } catch (Error e) {
            // The piece is not at fault. A part of it may have been read, so the rest must not be taken for the next.
            fault = new IOException(place() + "could not be read: " + e.getMessage(), e);
            throw e;
        } catch (MalformedException | RuntimeException e) {
            String what = length < 0 ? "" : "a piece of " + length + " bytes cannot be decoded: ";
            throw remembered(
                    e instanceof OutOfMemoryException
                            ? new IOException(place() + "there is not enough memory for " + length + " bytes", e)
                            : new CorruptDataException(place() + what + e.getMessage(), e));
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    private IOException remembered(IOException e) {
        fault = e;
        return e;
    }

    private void throwFault() throws IOException {
        IOException cause = fault;
        if (cause instanceof CorruptDataException) {
            throw new CorruptDataException(String.valueOf(cause.getMessage()), cause);
        }
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    /** Reads a frame's length; −1 at the end. */
    private long length() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        offset += header.length;
        if (header.length == 0) {
            return -1;
        }
        if (header.length < HEADER) {
            throw new MalformedException("ends after " + header.length + " bytes of its " + HEADER + " byte length");
        }
        long claimed = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (claimed < 0) {
            throw new MalformedException("claims a length of " + Long.toUnsignedString(claimed) + " bytes");
        }
        return claimed;
    }

    private <T> T read(long length, Reading<T> reading) throws IOException {
        try (StreamInput stream = StreamInput.open(in, length, present, allocator, lastSchema)) {
            T result = reading.of(stream);
            offset += length;
            return result;
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object, as it mostly is, need not be unified again
    private Schema unify(Schema given) throws MalformedException {
        Schema present = schema;
        if (present != null && given == last) {
            return present;
        }
        try {
            present = present == null ? given : schemas.unified(present, given);
            drift |= !given.equals(present) || !(last == null || present.equals(schema));
            schema = present;
            last = given;
            return present;
        } catch (SchemaConflictException e) {
            throw new MalformedException(
                    e.what() + " is " + e.second() + "; in the pieces before it is " + e.first(), e);
        }
    }

    private Table table(StreamInput stream) throws IOException {
        unify(stream.schema());
        Table table = read(stream);
        Schema target = unified;
        if (target == null || target.equals(stream.schema())) {
            return table;
        }
        try (table) {
            if (!target.equals(schema)) {
                throw new IOException("it came with another schema while the key was read; read it again");
            }
            return table.cast(target, allocator);
        } catch (IOException e) {
            throw new IOException(place() + e.getMessage(), e);
        }
    }

    /** Reads a piece with its own schema. */
    private Table read(StreamInput stream) throws IOException {
        List<RecordBatch> batches = new ArrayList<>();
        try {
            while (stream.next()) {
                batches.add(batch(stream, stream::load));
            }
            if (stream.left() > 0) {
                throw new MalformedException("has " + stream.left() + " bytes after its end");
            }
            if (batches.isEmpty()) {
                batches.add(batch(stream, stream::loadDictionaries));
            }
            return Table.of(batches.get(0).schema(), batches);
        } catch (Throwable e) {
            batches.forEach(RecordBatch::close);
            throw e;
        }
    }

    private interface Loading {

        void into(Destination destination) throws IOException;
    }

    private RecordBatch batch(StreamInput stream, Loading loading) throws IOException {
        Destination destination = Destination.of(allocator, stream.schema());
        try {
            loading.into(destination);
            return RecordBatch.of(destination);
        } catch (Throwable e) {
            destination.close();
            throw e;
        }
    }

    private String place() {
        return "key '" + key + "', piece " + piece + " at byte " + pieceOffset + ": ";
    }

    @Override
    public void close() throws IOException {
        ((Whole) in).closeAll();
    }
}
