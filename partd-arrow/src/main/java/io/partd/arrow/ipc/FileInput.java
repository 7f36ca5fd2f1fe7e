package io.partd.arrow.ipc;

import io.partd.arrow.ipc.MessageInput.Header;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.BufferAllocator;

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
public final class FileInput extends MessageBatches {

    private final SeekableByteChannel channel;
    private final FileFooter footer;
    private final Set<Long> set = new HashSet<>();
    private boolean dictionariesRead;
    private int next;
    private long bytesRead;

    private FileInput(SeekableByteChannel channel, BufferAllocator allocator, FileFooter footer) {
        super(footer.schema(), allocator, channel);
        this.channel = channel;
        this.footer = footer;
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
    public boolean next() throws IOException {
        release();
        if (next == footer.batches().size()) {
            return false;
        }
        if (!dictionariesRead) {
            dictionariesRead = true;
            for (FileFooter.Place place : footer.dictionaries()) {
                long read = read(place, MessageHeader.DictionaryBatch);
                bytesRead += footer.isFirst() ? read : 0;
            }
        }
        bytesRead += read(footer.batches().get(next++), MessageHeader.RecordBatch);
        return true;
    }

    /** Reads a message of a type; returns how many bytes it has. */
    private long read(FileFooter.Place place, byte type) throws IOException {
        channel.position(place.offset());
        MessageInput message = new MessageInput(Channels.newInputStream(channel), place.length(), place.length());
        Header header = message.next();
        if (header == null || header.message().headerType() != type) {
            throw new MalformedException("names a message that is not of type " + type);
        }
        take(message, header);
        return message.position();
    }

    @Override
    void check(DictionaryBatch dictionary) throws MalformedException {
        if (!set.add(dictionary.id()) && !dictionary.isDelta()) {
            throw new MalformedException("sets dictionary " + dictionary.id() + " twice, which only streams may");
        }
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }
}
