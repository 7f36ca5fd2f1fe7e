package io.partd.codec;

import io.partd.BatchWriter;
import java.io.IOException;

/** Gathers values as their frames. */
final class EncodingWriter<V> implements BatchWriter<V> {

    private final BatchWriter<byte[]> frames;
    private final EncodedPartd.Framing<V> framing;

    EncodingWriter(BatchWriter<byte[]> frames, EncodedPartd.Framing<V> framing) {
        this.frames = frames;
        this.framing = framing;
    }

    @Override
    public void append(String key, V value) throws IOException {
        frames.append(key, Frames.joined(framing.frames(value)));
    }

    @Override
    public void flush() throws IOException {
        frames.flush();
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }

    @Override
    public String toString() {
        return frames.toString();
    }
}
