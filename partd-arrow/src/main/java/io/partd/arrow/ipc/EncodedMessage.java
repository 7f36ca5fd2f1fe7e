package io.partd.arrow.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowMessage;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A message to write, of which the body is the vectors' own memory. Closing it gives that back. */
public final class EncodedMessage implements AutoCloseable {

    private static final int PREFIX = 8;
    private static final int ALIGNMENT = 8;
    private static final int LARGEST = 1 << 30;

    private final @Nullable ArrowMessage message;
    private final List<ByteBuffer> bytes;
    private final int metadataLength;
    private final long bodyLength;

    private EncodedMessage(
            @Nullable ArrowMessage message, List<ByteBuffer> bytes, int metadataLength, long bodyLength) {
        this.message = message;
        this.bytes = bytes;
        this.metadataLength = metadataLength;
        this.bodyLength = bodyLength;
    }

    /** Encodes a schema in which encoded fields have the type of their values. */
    public static EncodedMessage of(Schema schema) {
        ByteBuffer metadata = prefixed(MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT));
        return new EncodedMessage(null, List.of(metadata), metadata.remaining(), 0);
    }

    /** Returns the mark of a stream's end. */
    public static EncodedMessage end() {
        ByteBuffer mark = ByteBuffer.allocate(PREFIX).putInt(0, -1);
        return new EncodedMessage(null, List.of(mark), PREFIX, 0);
    }

    /**
     * Encodes a batch.
     *
     * @throws IllegalArgumentException if a vector has not as many values as the batch has rows
     */
    public static EncodedMessage of(VectorSchemaRoot root) {
        return of(root, Reindexing.NONE);
    }

    /** Encodes a batch with other indices of dictionaries than it has. */
    public static EncodedMessage of(VectorSchemaRoot root, Reindexing reindexing) {
        ArrowRecordBatch batch = BatchUnloader.unload(root, reindexing);
        return of(batch, batch);
    }

    /** Encodes the values of a dictionary, or those that follow the ones already written. */
    public static EncodedMessage ofDictionary(long id, FieldVector values, boolean more, Reindexing reindexing) {
        ArrowRecordBatch batch = BatchUnloader.unload(VectorSchemaRoot.of(values), reindexing);
        return of(new ArrowDictionaryBatch(id, batch, more), batch);
    }

    private static EncodedMessage of(ArrowMessage message, ArrowRecordBatch batch) {
        try {
            ByteBuffer metadata = prefixed(MessageSerializer.serializeMetadata(message, IpcOption.DEFAULT));
            List<ByteBuffer> bytes = new ArrayList<>();
            bytes.add(metadata);
            long at = 0;
            for (int i = 0; i < batch.getBuffers().size(); i++) {
                ArrowBuffer place = batch.getBuffersLayout().get(i);
                addZeros(bytes, place.getOffset() - at);
                add(bytes, batch.getBuffers().get(i), place.getSize());
                at = place.getOffset() + place.getSize();
            }
            long length = message.computeBodyLength();
            addZeros(bytes, length - at);
            return new EncodedMessage(message, bytes, metadata.remaining(), length);
        } catch (Throwable e) {
            batch.close();
            throw e;
        }
    }

    /**
     * Returns this message with its buffers compressed, each by itself; both are to be closed. A message without a body
     * is returned again.
     */
    public EncodedMessage compressed(BodyCompression compression, int level, BufferAllocator allocator) {
        if (message instanceof ArrowRecordBatch batch) {
            ArrowRecordBatch smaller = compressed(batch, compression, level, allocator);
            return of(smaller, smaller);
        }
        if (message instanceof ArrowDictionaryBatch dictionary) {
            ArrowRecordBatch smaller = compressed(dictionary.getDictionary(), compression, level, allocator);
            return of(new ArrowDictionaryBatch(dictionary.getDictionaryId(), smaller, dictionary.isDelta()), smaller);
        }
        return this;
    }

    private static ArrowRecordBatch compressed(
            ArrowRecordBatch batch, BodyCompression compression, int level, BufferAllocator allocator) {
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            for (ArrowBuf buffer : batch.getBuffers()) {
                buffers.add(
                        buffer.readableBytes() == 0
                                ? allocator.getEmpty()
                                : compression.compress(buffer, level, allocator));
            }
            return new ArrowRecordBatch(
                    batch.getLength(),
                    batch.getNodes(),
                    buffers,
                    compression.said(),
                    batch.getVariadicBufferCounts(),
                    true);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
    }

    private static ByteBuffer prefixed(ByteBuffer metadata) {
        int length = (metadata.remaining() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer message = ByteBuffer.allocate(PREFIX + length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(-1).putInt(length).put(metadata).rewind();
        return message;
    }

    private static void add(List<ByteBuffer> bytes, ArrowBuf buffer, long size) {
        for (long at = 0; at < size; at += LARGEST) {
            bytes.add(buffer.nioBuffer(at, (int) Math.min(LARGEST, size - at)));
        }
    }

    private static void addZeros(List<ByteBuffer> bytes, long count) {
        if (count > 0) {
            bytes.add(ByteBuffer.allocate((int) count));
        }
    }

    /** Returns what to write; valid until this is closed. */
    public List<ByteBuffer> bytes() {
        return bytes;
    }

    /** Tells whether this is a batch, of rows or of a dictionary's values. */
    public boolean isBatch() {
        return message != null;
    }

    /** Tells whether this is a batch of a dictionary's values. */
    public boolean isDictionary() {
        return message instanceof ArrowDictionaryBatch;
    }

    /** Returns how many bytes there are before the body. */
    public int metadataLength() {
        return metadataLength;
    }

    /** Returns how many bytes the body has. */
    public long bodyLength() {
        return bodyLength;
    }

    /** Returns how many bytes there are. */
    public long length() {
        return metadataLength + bodyLength;
    }

    @Override
    public void close() {
        if (message instanceof ArrowRecordBatch batch) {
            batch.close();
        } else if (message instanceof ArrowDictionaryBatch dictionary) {
            dictionary.close();
        }
    }
}
