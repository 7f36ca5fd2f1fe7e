package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Gives out bytes that were read ahead, then the rest of the channel. */
final class PrefixedChannel implements ReadableByteChannel {

    private final ByteBuffer prefix;
    private final ReadableByteChannel rest;

    PrefixedChannel(ByteBuffer prefix, ReadableByteChannel rest) {
        this.prefix = prefix.duplicate();
        this.rest = rest;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        if (!prefix.hasRemaining()) {
            return rest.read(buffer);
        }
        int length = Math.min(prefix.remaining(), buffer.remaining());
        buffer.put(prefix.slice().limit(length));
        prefix.position(prefix.position() + length);
        return length;
    }

    @Override
    public boolean isOpen() {
        return rest.isOpen();
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
