package io.partd.arrow.ipc;

import io.partd.arrow.ipc.MessageInput.Header;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Record batches that are read from messages, and the dictionaries that have come with them. */
abstract class MessageBatches implements BatchStream {

    private final NumberedSchema schema;
    private final BufferAllocator allocator;
    private final Closeable in;
    private final DictionaryContents dictionaries;
    private @Nullable RecordBatch batch;
    private @Nullable ArrowBuf body;

    /**
     * Begins without a batch.
     *
     * @param allocator for the bodies
     * @param in what the messages are read from, which is closed with this
     */
    MessageBatches(NumberedSchema schema, BufferAllocator allocator, Closeable in) {
        this.schema = schema;
        this.allocator = allocator;
        this.in = in;
        dictionaries = new DictionaryContents(schema);
    }

    /** Checks a dictionary before it is taken. */
    void check(DictionaryBatch dictionary) throws MalformedException {}

    @Override
    public final Schema schema() {
        return schema.schema();
    }

    /** Reads the body of a message, and takes both; tells whether it was a record batch. */
    final boolean take(MessageInput messages, Header header) throws IOException {
        ArrowBuf bytes = messages.body(header.bodyLength(), allocator);
        boolean taken = false;
        try {
            byte type = header.message().headerType();
            if (type == MessageHeader.RecordBatch
                    && header.message().header(new RecordBatch()) instanceof RecordBatch read) {
                batch = read;
                body = bytes;
                taken = true;
                return true;
            }
            if (type == MessageHeader.DictionaryBatch
                    && header.message().header(new DictionaryBatch()) instanceof DictionaryBatch read) {
                check(read);
                taken = true;
                dictionaries.add(read, bytes);
                return false;
            }
            throw new MalformedException(
                    "a message of type " + type + " where record batches, 3, and dictionaries, 2, are");
        } catch (RuntimeException e) {
            throw new MalformedException("no message that can be read: " + e, e);
        } finally {
            if (!taken) {
                bytes.close();
            }
        }
    }

    @Override
    public final void load(Destination destination) throws IOException {
        RecordBatch read = batch;
        ArrowBuf bytes = body;
        if (read == null || bytes == null) {
            throw new IllegalStateException("no batch has been read");
        }
        try {
            dictionaries.load(destination);
            List<FieldVector> vectors = destination.vectors();
            int rows = BatchLoader.load(read, bytes, vectors, destination.fields(), destination.allocator());
            new ContentCheck(destination.dictionaries()).require(vectors, destination.fields());
            destination.setRows(rows);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new MalformedException("no batch that can be read: " + e, e);
        }
    }

    /** Loads empty vectors with the dictionaries as they are now, for a stream without batches. */
    public final void loadDictionaries(Destination destination) throws IOException {
        try {
            dictionaries.load(destination);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new MalformedException("no dictionary that can be read: " + e, e);
        }
    }

    /** Releases the batch that was read last. */
    final void release() {
        if (body != null) {
            body.close();
        }
        body = null;
        batch = null;
    }

    @Override
    public final void close() throws IOException {
        release();
        dictionaries.close();
        in.close();
    }
}
