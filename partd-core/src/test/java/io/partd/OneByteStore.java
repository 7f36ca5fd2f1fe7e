package io.partd;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/** A store whose streams hand out one byte at a time: whoever takes a short read for the end is found out. */
public final class OneByteStore extends ForwardingStore {

    public OneByteStore(Store store) {
        super(store);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new FilterInputStream(super.open(key)) {

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                return super.read(target, offset, Math.min(1, count));
            }

            @Override
            public long skip(long count) throws IOException {
                return super.skip(Math.min(1, count));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    @Override
    public Stream<byte[]> stream(String key) throws IOException {
        return Blocks.of(open(key));
    }

    @Override
    public String toString() {
        return store().toString();
    }
}
