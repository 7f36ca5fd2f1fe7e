package io.partd.arrow.ipc;

import io.partd.arrow.ipc.MessageInput.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPC stream: a schema, and record batches, each with the dictionaries before it that are new. It may end
 * without the mark of its end.
 */
public final class StreamInput implements BatchStream {

    private final MessageInput messages;
    private final BufferAllocator allocator;
    private final NumberedSchema schema;
    private final DictionaryContents dictionaries;
    private @Nullable RecordBatch batch;
    private @Nullable ArrowBuf body;

    private StreamInput(MessageInput messages, BufferAllocator allocator, NumberedSchema schema) {
        this.messages = messages;
        this.allocator = allocator;
        this.schema = schema;
        dictionaries = new DictionaryContents(schema);
    }

    /**
     * Reads a stream up to behind its schema.
     *
     * @param in is closed with the result; the caller's still if this throws
     * @param limit how many bytes of it belong to the stream, {@link Long#MAX_VALUE} if that is not known
     * @param present how many bytes there are for sure, 0 if that is not known: memory for what is claimed beyond them
     *     is taken when it comes
     * @param allocator for the bodies
     * @param last the schema read last, which is not read again if it comes again
     */
    public static StreamInput open(InputStream in, long limit, long present, BufferAllocator allocator, LastSchema last)
            throws IOException {
        MessageInput messages = new MessageInput(in, limit, present);
        Header header = messages.next();
        if (header == null) {
            throw new MalformedException("no schema: there are no messages at all");
        }
        NumberedSchema schema = last.of(header.bytes());
        if (schema == null) {
            schema = NumberedSchema.of(written(header));
            last.set(header.bytes(), schema);
        }
        return new StreamInput(messages, allocator, schema);
    }

    /**
     * Reads a message of a schema, the first of a stream. The schema may have types that this library does not read.
     *
     * @throws IOException if it is malformed, or claims more fields than fit into its bytes
     */
    public static Schema readSchema(byte[] message) throws IOException {
        Header header = new MessageInput(new ByteArrayInputStream(message), message.length, message.length).next();
        if (header == null) {
            throw new MalformedException("no schema: there are no messages at all");
        }
        return written(header);
    }

    private static Schema written(Header header) throws MalformedException {
        if (header.message().headerType() != MessageHeader.Schema || header.bodyLength() != 0) {
            throw new MalformedException(
                    "begins with message " + header.message().headerType() + " and a body of " + header.bodyLength()
                            + " bytes, not with a schema, 1");
        }
        try {
            if (header.message().header(new org.apache.arrow.flatbuf.Schema())
                    instanceof org.apache.arrow.flatbuf.Schema written) {
                return SchemaInput.read(written, header.bytes().length);
            }
        } catch (RuntimeException e) {
            throw new MalformedException("begins with a schema that cannot be read: " + e, e);
        }
        throw new MalformedException("begins with a message without a schema");
    }

    @Override
    public Schema schema() {
        return schema.schema();
    }

    @Override
    public boolean next() throws IOException {
        release();
        for (Header header = messages.next(); header != null; header = messages.next()) {
            ArrowBuf bytes = messages.body(header.bodyLength(), allocator);
            if (take(header, bytes)) {
                return true;
            }
        }
        return false;
    }

    /** Takes a message and its body; tells whether it was a record batch. */
    private boolean take(Header header, ArrowBuf bytes) throws MalformedException {
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
    public void load(Destination destination) throws IOException {
        RecordBatch read = batch;
        ArrowBuf bytes = body;
        if (read == null || bytes == null) {
            throw new IllegalStateException("no batch has been read");
        }
        Batches.load(read, bytes, dictionaries, destination);
    }

    /** Loads empty vectors with the dictionaries as they are now, for a stream without batches. */
    public void loadDictionaries(Destination destination) throws IOException {
        Batches.loadDictionaries(dictionaries, destination);
    }

    /** Tells how many bytes of the limit are left behind the end. */
    public long left() {
        return messages.left();
    }

    @Override
    public long bytesRead() {
        return messages.position();
    }

    private void release() {
        if (body != null) {
            body.close();
        }
        body = null;
        batch = null;
    }

    @Override
    public void close() throws IOException {
        release();
        dictionaries.close();
        messages.close();
    }
}
