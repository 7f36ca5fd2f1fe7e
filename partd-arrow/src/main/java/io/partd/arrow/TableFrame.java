package io.partd.arrow;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.ipc.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A table on its way into a store: a frame of one IPC stream, as the codec {@code arrow} stores it. {@link ArrowTables}
 * makes them itself; this is for what appends bytes without being a store. Most of it is the table's own memory, which
 * it holds until it is closed. Not for several threads at once.
 */
public final class TableFrame implements AutoCloseable {

    private static final int HEADER = 8;
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    /** A piece of this size is copied together rather than given to the store in its many parts. */
    private static final int SMALL = 64 << 10;

    private final Schema schema;
    private final List<EncodedMessage> messages = new ArrayList<>();

    private TableFrame(Schema schema) {
        this.schema = schema;
    }

    /**
     * Encodes a table, which stays the caller's, and as it is until the frame is closed.
     *
     * @throws IllegalArgumentException if its batches are not of its schema, or could not be read again
     */
    public static TableFrame of(Table table) {
        TableFrame encoded = new TableFrame(table.written());
        try {
            encoded.messages.add(EncodedMessage.of(encoded.schema));
            BatchEncoder encoder = BatchEncoder.ofLasting(encoded.schema);
            for (RecordBatch batch : table.batches()) {
                encoder.encode(batch.root(), batch.dictionaries(), encoded.messages);
            }
            encoded.messages.add(EncodedMessage.end());
            return encoded;
        } catch (Throwable e) {
            encoded.close();
            throw e;
        }
    }

    /** Returns the schema, in which encoded columns have the type of their values. */
    Schema schema() {
        return schema;
    }

    /** Returns the buffers to append, one after the other. They are valid until this is closed. */
    public List<ByteBuffer> buffers() {
        long length = length();
        if (length <= SMALL) {
            return List.of(ByteBuffer.wrap(joined((int) length)));
        }
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length));
        messages.forEach(message -> parts.addAll(message.bytes()));
        return parts;
    }

    /**
     * Returns the frame as one array.
     *
     * @throws IOException if it is larger than an array can be
     */
    byte[] array() throws IOException {
        long length = length();
        if (length > LARGEST) {
            throw new IOException("a table of " + length + " bytes; iset takes up to " + LARGEST);
        }
        return joined((int) length);
    }

    private long length() {
        return messages.stream().mapToLong(EncodedMessage::length).sum();
    }

    private byte[] joined(int length) {
        ByteBuffer all = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(length);
        messages.forEach(message -> message.bytes().forEach(part -> all.put(part.duplicate())));
        return all.array();
    }

    /** Gives the table's memory back. */
    @Override
    public void close() {
        messages.forEach(EncodedMessage::close);
        messages.clear();
    }
}
