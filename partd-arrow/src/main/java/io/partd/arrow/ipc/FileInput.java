package io.partd.arrow.ipc;

import io.partd.arrow.ipc.MessageInput.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPC file, which Feather 2 is as well. The dictionaries are read with the first batch, and hold for all.
 *
 * <pre>
 * bytes   content
 * 8       ARROW1, and two zeros
 * ...     messages as in a stream
 * n       the footer: a flatbuffer with the schema and the places of the messages, File.fbs of Arrow's documentation
 * 4       n, little-endian
 * 6       ARROW1
 * </pre>
 */
public final class FileInput implements BatchStream {

    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = 8;
    private static final int SUFFIX = 4 + MAGIC.length;

    private final SeekableByteChannel channel;
    private final BufferAllocator allocator;
    private final NumberedSchema schema;
    private final List<Place> dictionaryPlaces;
    private final List<Place> batchPlaces;
    private final DictionaryContents dictionaries;
    private boolean dictionariesRead;
    private int next;
    private long bytesRead;
    private @Nullable RecordBatch batch;
    private @Nullable ArrowBuf body;

    private record Place(long offset, long length) {}

    private FileInput(
            SeekableByteChannel channel,
            BufferAllocator allocator,
            NumberedSchema schema,
            List<Place> dictionaryPlaces,
            List<Place> batchPlaces) {
        this.channel = channel;
        this.allocator = allocator;
        this.schema = schema;
        this.dictionaryPlaces = dictionaryPlaces;
        this.batchPlaces = batchPlaces;
        dictionaries = new DictionaryContents(schema);
    }

    /** Tells by its first bytes whether something is such a file; else it may be a stream. */
    public static boolean isOne(SeekableByteChannel channel) throws IOException {
        return channel.size() >= PREFIX
                && Arrays.equals(read(channel, 0, MAGIC.length).array(), MAGIC);
    }

    /**
     * Reads a file's footer.
     *
     * @param channel is closed with the result; the caller's still if this throws
     * @param allocator for the bodies
     */
    public static FileInput open(SeekableByteChannel channel, BufferAllocator allocator) throws IOException {
        long end = channel.size() - SUFFIX;
        if (end < PREFIX) {
            throw new MalformedException("a file of " + channel.size() + " bytes is no Arrow file; it is cut off");
        }
        ByteBuffer suffix = read(channel, end, SUFFIX);
        int length = suffix.getInt();
        if (!suffix.equals(ByteBuffer.wrap(MAGIC))) {
            throw new MalformedException("does not end in ARROW1, as Arrow files do; it is cut off");
        }
        if (length <= 0 || length > end - PREFIX) {
            throw new MalformedException("claims a footer of " + Integer.toUnsignedString(length) + " bytes; "
                    + (end - PREFIX) + " are before it");
        }
        ByteBuffer bytes = read(channel, end - length, length);
        try {
            Footer footer = Footer.getRootAsFooter(bytes);
            org.apache.arrow.flatbuf.Schema written = footer.schema();
            if (written == null) {
                throw new MalformedException("has a footer without a schema");
            }
            NumberedSchema schema = NumberedSchema.of(SchemaInput.read(written, length));
            List<Place> dictionaries = new ArrayList<>();
            for (int i = 0; i < footer.dictionariesLength(); i++) {
                dictionaries.add(place(footer.dictionaries(i), end - length));
            }
            List<Place> batches = new ArrayList<>();
            for (int i = 0; i < footer.recordBatchesLength(); i++) {
                batches.add(place(footer.recordBatches(i), end - length));
            }
            return new FileInput(channel, allocator, schema, dictionaries, batches);
        } catch (RuntimeException e) {
            throw new MalformedException("a footer of " + length + " bytes that cannot be read: " + e, e);
        }
    }

    private static Place place(Block block, long end) throws MalformedException {
        long metadata = block.metaDataLength();
        long length = block.bodyLength();
        if (block.offset() < PREFIX
                || metadata < 0
                || length < 0
                || length > end
                || block.offset() > end - metadata - length) {
            throw new MalformedException("names a message of " + metadata + " and " + length + " bytes at byte "
                    + block.offset() + ", which are not there");
        }
        return new Place(block.offset(), metadata + length);
    }

    private static ByteBuffer read(SeekableByteChannel channel, long at, int length) throws IOException {
        channel.position(at);
        byte[] bytes = Channels.newInputStream(channel).readNBytes(length);
        if (bytes.length < length) {
            throw new MalformedException("ends after " + (at + bytes.length) + " bytes; it was longer a moment ago");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public Schema schema() {
        return schema.schema();
    }

    @Override
    public boolean next() throws IOException {
        release();
        if (next == batchPlaces.size()) {
            return false;
        }
        if (!dictionariesRead) {
            dictionariesRead = true;
            readDictionaries();
        }
        readBatch(batchPlaces.get(next++));
        return true;
    }

    private void readDictionaries() throws IOException {
        Set<Long> set = new HashSet<>();
        for (Place place : dictionaryPlaces) {
            MessageInput message = at(place);
            Header header = header(message, MessageHeader.DictionaryBatch);
            ArrowBuf bytes = message.body(header.bodyLength(), allocator);
            boolean taken = false;
            try {
                if (!(header.message().header(new DictionaryBatch()) instanceof DictionaryBatch read)) {
                    throw new MalformedException("names a dictionary that is none");
                }
                if (!set.add(read.id()) && !read.isDelta()) {
                    throw new MalformedException("sets dictionary " + read.id() + " twice, which only streams may");
                }
                taken = true;
                dictionaries.add(read, bytes);
            } catch (RuntimeException e) {
                throw new MalformedException("no dictionary that can be read: " + e, e);
            } finally {
                bytesRead += message.position();
                if (!taken) {
                    bytes.close();
                }
            }
        }
    }

    private void readBatch(Place place) throws IOException {
        MessageInput message = at(place);
        Header header = header(message, MessageHeader.RecordBatch);
        RecordBatch read;
        try {
            read = header.message().header(new RecordBatch()) instanceof RecordBatch there ? there : null;
        } catch (RuntimeException e) {
            throw new MalformedException("no record batch that can be read: " + e, e);
        }
        if (read == null) {
            throw new MalformedException("names a record batch that is none");
        }
        body = message.body(header.bodyLength(), allocator);
        batch = read;
        bytesRead += message.position();
    }

    private MessageInput at(Place place) throws IOException {
        channel.position(place.offset);
        return new MessageInput(Channels.newInputStream(channel), place.length, place.length);
    }

    private static Header header(MessageInput message, byte type) throws IOException {
        Header header = message.next();
        if (header == null || header.message().headerType() != type) {
            throw new MalformedException("names a message that is not of type " + type);
        }
        return header;
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

    @Override
    public long bytesRead() {
        return bytesRead;
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
        channel.close();
    }
}
