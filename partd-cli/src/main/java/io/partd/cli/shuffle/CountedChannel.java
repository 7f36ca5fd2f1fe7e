package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes that are read. */
final class CountedChannel implements ReadableByteChannel {

    private final ReadableByteChannel channel;
    private final LongAdder count;

    CountedChannel(ReadableByteChannel channel, LongAdder count) {
        this.channel = channel;
        this.count = count;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int read = channel.read(buffer);
        if (read > 0) {
            count.add(read);
        }
        return read;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
