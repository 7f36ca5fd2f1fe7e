package io.partd.shuffle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sink that keeps what it gets, and may refuse a batch. */
final class Collected implements BatchSink {

    private final Map<String, ByteArrayOutputStream> partitions = new TreeMap<>();
    private int batches;
    private int failsAt = Integer.MAX_VALUE;

    /** Lets the n-th batch fail, counted from 1. */
    Collected failingAt(int batch) {
        failsAt = batch;
        return this;
    }

    int batches() {
        return batches;
    }

    @Override
    public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
        if (++batches == failsAt) {
            throw new IOException("batch " + batches + " is refused");
        }
        batch.forEach((name, buffers) -> {
            ByteArrayOutputStream partition = partitions.computeIfAbsent(name, n -> new ByteArrayOutputStream());
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                partition.writeBytes(bytes);
            }
        });
    }

    /** Returns each partition, one character a byte. */
    Map<String, String> bytes() {
        Map<String, String> texts = new TreeMap<>();
        partitions.forEach((name, bytes) -> texts.put(name, bytes.toString(StandardCharsets.ISO_8859_1)));
        return texts;
    }

    /** Returns each partition as UTF-8. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        partitions.forEach((name, bytes) -> texts.put(name, bytes.toString(StandardCharsets.UTF_8)));
        return texts;
    }

    String text(String name) {
        return texts().get(name);
    }
}
