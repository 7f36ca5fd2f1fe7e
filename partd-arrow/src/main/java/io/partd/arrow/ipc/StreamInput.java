package io.partd.arrow.ipc;

import io.partd.arrow.ipc.MessageInput.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPC stream: a schema, and record batches, each with the dictionaries before it that are new. It may end
 * without the mark of its end.
 */
public final class StreamInput extends MessageBatches {

    private final MessageInput messages;

    private StreamInput(MessageInput messages, BufferAllocator allocator, NumberedSchema schema) {
        super(schema, allocator, messages);
        this.messages = messages;
    }

    /** Remembers the schema read last. Of many small pieces one after the other nearly all have the same. */
    public static final class LastSchema {

        private byte @Nullable [] bytes;
        private @Nullable NumberedSchema schema;

        /** Remembers none. */
        public LastSchema() {}

        private NumberedSchema of(Header header) throws MalformedException {
            NumberedSchema same = Arrays.equals(header.bytes(), bytes) ? schema : null;
            if (same == null) {
                same = NumberedSchema.of(written(header));
                bytes = header.bytes();
                schema = same;
            }
            return same;
        }
    }

    /**
     * Reads a stream up to the end of its schema.
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
        return new StreamInput(messages, allocator, last.of(header));
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
    public boolean next() throws IOException {
        release();
        for (Header header = messages.next(); header != null; header = messages.next()) {
            if (take(messages, header)) {
                return true;
            }
        }
        return false;
    }

    /** Tells how many bytes of the limit are left after the end. */
    public long left() {
        return messages.left();
    }

    @Override
    public long bytesRead() {
        return messages.position();
    }
}
