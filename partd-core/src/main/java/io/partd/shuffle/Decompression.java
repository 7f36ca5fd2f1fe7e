package io.partd.shuffle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bytes of a compressed source, decompressed. What is wrong with them is an exception that names the source. */
final class Decompression implements ReadableByteChannel {

    private static final int BUFFER = 64 << 10;

    private final String name;
    private final String format;
    private final Compressed compressed;
    private final InputStream decompressed;
    private byte[] buffer = {};
    private boolean open = true;

    private Decompression(String name, Decompressor decompressor, InputStream in) throws IOException {
        this.name = name;
        format = decompressor.format();
        compressed = new Compressed(in);
        try {
            decompressed = decompressor.open(compressed);
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Opens a source and decompresses it, if its first bytes show a format that a decompressor on the path knows. */
    static ReadableByteChannel open(Source source) throws IOException {
        ReadableByteChannel channel = source.open();
        try {
            ByteBuffer start = ByteBuffer.allocate(Decompressor.START);
            int read = 0;
            while (start.hasRemaining() && read >= 0) {
                read = channel.read(start);
            }
            start.flip();
            ReadableByteChannel whole = new PrefixedChannel(start, channel);
            ByteBuffer padded = ByteBuffer.wrap(start.array()).asReadOnlyBuffer();
            for (Decompressor decompressor : known()) {
                if (decompressor.recognizes(padded)) {
                    return new Decompression(source.name(), decompressor, Channels.newInputStream(whole));
                }
            }
            return whole;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static List<Decompressor> known() {
        return Stream.concat(
                        Stream.of(new Gzip()),
                        ServiceLoader.load(Decompressor.class, Decompressor.class.getClassLoader()).stream()
                                .map(ServiceLoader.Provider::get))
                .toList();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (to.hasArray()) {
            int count = read(to.array(), to.arrayOffset() + to.position(), to.remaining());
            to.position(to.position() + Math.max(0, count));
            return count;
        }
        buffer = buffer.length == 0 ? new byte[BUFFER] : buffer;
        int count = read(buffer, 0, Math.min(buffer.length, to.remaining()));
        to.put(buffer, 0, Math.max(0, count));
        return count;
    }

    private int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return decompressed.read(bytes, from, length);
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Returns why nothing more can be read: the source failed, it ended too early, or its bytes are damaged. */
    private IOException failure(Exception e) {
        if (compressed.failure != null) {
            return compressed.failure;
        }
        String what = compressed.ended ? "ends too early" : "is damaged: " + e.getMessage();
        return new IOException(name + ": the " + format + " data " + what, e);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        decompressed.close();
    }

    /** Remembers whether the compressed bytes have ended, and whether reading them failed. */
    private static final class Compressed extends FilterInputStream {

        private boolean ended;
        private @Nullable IOException failure;

        Compressed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                int count = super.read(bytes, from, length);
                ended |= count < 0;
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(BUFFER, count)]));
        }
    }
}
