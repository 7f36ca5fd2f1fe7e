package io.partd.arrow.ipc;

import io.partd.arrow.ipc.MessageInput.Header;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPC file, which Feather 2 is as well, or a part of it. The dictionaries are read with the first batch, and
 * hold for all.
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

    private final SeekableByteChannel channel;
    private final BufferAllocator allocator;
    private final FileFooter footer;
    private final DictionaryContents dictionaries;
    private boolean dictionariesRead;
    private int next;
    private long bytesRead;
    private @Nullable RecordBatch batch;
    private @Nullable ArrowBuf body;

    private FileInput(SeekableByteChannel channel, BufferAllocator allocator, FileFooter footer) {
        this.channel = channel;
        this.allocator = allocator;
        this.footer = footer;
        dictionaries = new DictionaryContents(footer.schema());
    }

    /**
     * Begins to read the batches that a footer names.
     *
     * @param channel is closed with the result
     * @param allocator for the bodies
     */
    public static FileInput of(SeekableByteChannel channel, FileFooter footer, BufferAllocator allocator) {
        return new FileInput(channel, allocator, footer);
    }

    @Override
    public Schema schema() {
        return footer.schema().schema();
    }

    @Override
    public boolean next() throws IOException {
        release();
        if (next == footer.batches().size()) {
            return false;
        }
        if (!dictionariesRead) {
            dictionariesRead = true;
            readDictionaries();
        }
        readBatch(footer.batches().get(next++));
        return true;
    }

    private void readDictionaries() throws IOException {
        Set<Long> set = new HashSet<>();
        for (FileFooter.Place place : footer.dictionaries()) {
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
                bytesRead += footer.isFirst() ? message.position() : 0;
                if (!taken) {
                    bytes.close();
                }
            }
        }
    }

    private void readBatch(FileFooter.Place place) throws IOException {
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

    private MessageInput at(FileFooter.Place place) throws IOException {
        channel.position(place.offset());
        return new MessageInput(Channels.newInputStream(channel), place.length(), place.length());
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
