package io.partd.arrow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes buffers to a channel, the small ones gathered. */
final class ChannelOutput implements Closeable {

    private static final int GATHERED = 128 << 10;

    private final WritableByteChannel channel;
    private final ByteBuffer gathered = ByteBuffer.allocate(GATHERED);
    private long position;

    ChannelOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Returns how many bytes have been written. */
    long position() {
        return position;
    }

    /** Writes what remains in a buffer, whose position does not change. */
    void write(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        if (bytes.remaining() > gathered.remaining()) {
            flush();
        }
        if (bytes.remaining() > gathered.remaining()) {
            writeFully(bytes.duplicate());
        } else {
            gathered.put(bytes.duplicate());
        }
    }

    /** Writes what has been gathered. */
    void flush() throws IOException {
        writeFully(gathered.flip());
        gathered.clear();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
