package io.partd;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/** A store of which each open value throws an {@link OutOfMemoryError} once, at one byte, and goes on behind it. */
public final class UnreadableOnce extends ForwardingStore {

    private final long at;

    /** Makes one over another store. */
    public UnreadableOnce(Store store, long at) {
        super(store);
        this.at = at;
    }

    @Override
    public Stream<byte[]> stream(String key) throws IOException {
        return Blocks.of(open(key));
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new FilterInputStream(store().open(key)) {
            private long position;
            private boolean thrown;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (!thrown && position == at) {
                    thrown = true;
                    throw new OutOfMemoryError("Java heap space");
                }
                int read = super.read(bytes, from, thrown ? length : (int) Math.min(length, at - position));
                position += Math.max(0, read);
                return read;
            }
        };
    }
}
