package io.partd.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.ipc.EncodedMessage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes tables to a channel as one IPC file or stream, without copying them together; what is given stays the
 * caller's. The first table settles the schema, which is written with all its metadata, and all others have the same.
 *
 * <p>In a stream each batch may have its own dictionaries. In a file a dictionary may only grow, so there the batches'
 * dictionaries are merged: new values are added, and indices rewritten. That keeps a copy of each dictionary in memory,
 * and its values as objects as well once a batch has others.
 *
 * <p>Closing writes the end, and closes the channel; what was not closed is cut off, and readers say so. Not for
 * several threads at once.
 */
public final class TableWriter implements Closeable {

    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

    private final ChannelOutput out;
    private final boolean isFile;
    private final @Nullable ArrowCompression compression;
    private final List<ArrowBlock> dictionaryBlocks = new ArrayList<>();
    private final List<ArrowBlock> batchBlocks = new ArrayList<>();
    private @Nullable Schema schema;
    private @Nullable BatchEncoder streamed;
    private @Nullable MergedDictionaries merged;
    private boolean failed;
    private boolean closed;

    private TableWriter(WritableByteChannel out, boolean isFile, @Nullable ArrowCompression compression) {
        this.out = new ChannelOutput(out);
        this.isFile = isFile;
        this.compression = compression;
    }

    /** Writes a file, with a footer, not compressed. */
    public static TableWriter file(WritableByteChannel out) {
        return file(out, null);
    }

    /** Writes a file, with a footer; null for no compression. */
    public static TableWriter file(WritableByteChannel out, @Nullable ArrowCompression compression) {
        return new TableWriter(out, true, compression);
    }

    /** Writes a stream, not compressed. */
    public static TableWriter stream(WritableByteChannel out) {
        return stream(out, null);
    }

    /** Writes a stream; null for no compression. */
    public static TableWriter stream(WritableByteChannel out, @Nullable ArrowCompression compression) {
        return new TableWriter(out, false, compression);
    }

    /**
     * Writes all batches of a table; of one without any, the schema.
     *
     * @throws IllegalArgumentException if it has another schema than the first, or values that do not fit into one
     *     dictionary; if this or anything else is thrown, what is written is not whole, and closing leaves it so
     */
    public void write(Table table) throws IOException {
        if (table.batches().isEmpty()) {
            begin(table.schema(), new DictionaryProvider.MapDictionaryProvider());
        }
        for (RecordBatch batch : table.batches()) {
            write(batch);
        }
    }

    /** Writes a batch, as {@link #write(Table)} does. */
    public void write(RecordBatch batch) throws IOException {
        begin(batch.schema(), batch.dictionaries());
        List<EncodedMessage> messages = new ArrayList<>();
        boolean done = false;
        try {
            if (merged != null) {
                merged.encode(batch, messages);
            } else if (streamed != null) {
                streamed.encode(batch.root(), batch.dictionaries(), messages);
            }
            for (EncodedMessage message : messages) {
                write(message, batch.root());
            }
            done = true;
        } finally {
            failed |= !done;
            messages.forEach(EncodedMessage::close);
        }
    }

    private void write(EncodedMessage message, VectorSchemaRoot root) throws IOException {
        if (compression == null || root.getFieldVectors().isEmpty()) {
            write(message);
            return;
        }
        BufferAllocator allocator = root.getVector(0).getAllocator();
        try (EncodedMessage smaller = message.compressed(compression.body(), compression.level(), allocator)) {
            write(smaller);
        }
    }

    private void begin(Schema inMemory, DictionaryProvider dictionaries) throws IOException {
        Schema written = BatchEncoder.written(inMemory, dictionaries);
        if (schema != null) {
            if (!schema.equals(written)) {
                throw new IllegalArgumentException(
                        "a table has the schema " + written + "; those before it have " + schema);
            }
            return;
        }
        begin(written);
    }

    private void begin(Schema written) throws IOException {
        schema = written;
        if (isFile) {
            merged = new MergedDictionaries(written);
            out.write(ByteBuffer.allocate(8).put(MAGIC).rewind());
        } else {
            streamed = BatchEncoder.ofPassing(written);
        }
        try (EncodedMessage message = EncodedMessage.of(written)) {
            write(message);
        }
    }

    private void write(EncodedMessage message) throws IOException {
        if (message.isBatch()) {
            List<ArrowBlock> blocks = message.isDictionary() ? dictionaryBlocks : batchBlocks;
            blocks.add(new ArrowBlock(out.position(), message.metadataLength(), message.bodyLength()));
        }
        for (ByteBuffer part : message.bytes()) {
            out.write(part);
        }
    }

    private void end() throws IOException {
        Schema written = schema;
        if (written == null) {
            written = new Schema(List.of());
            begin(written);
        }
        write(EncodedMessage.end());
        if (isFile) {
            FlatBufferBuilder builder = new FlatBufferBuilder();
            builder.finish(new ArrowFooter(written, dictionaryBlocks, batchBlocks, Map.of()).writeTo(builder));
            ByteBuffer footer = builder.dataBuffer();
            int length = footer.remaining();
            out.write(footer);
            out.write(ByteBuffer.allocate(4 + MAGIC.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(length)
                    .put(MAGIC)
                    .rewind());
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            if (!failed) {
                end();
            }
        } finally {
            if (merged != null) {
                merged.close();
            }
        }
    }
}
