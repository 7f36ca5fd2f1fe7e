package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The beginnings of sources, for an estimate of what a shuffle of all of them would do. Of many sources, some are
 * taken, the first one and others at equal distances.
 *
 * <pre>{@code
 * SourceSample sample = SourceSample.of(csv, sources, ByteSize.of("64m"));
 * ShuffleEstimate estimate = Shuffle.of(csv, Partitioners.hash(64, ".csv")).estimate(sample);
 * long heaviest = estimate.heaviest().get(0).records(); // of estimate.sample().records()
 * }</pre>
 */
public final class SourceSample {

    private static final int MOST_SOURCES = 64;

    /** How much is read for a record that does not end before. */
    private static final int LONGEST = 64 << 20;

    private final RecordFormat format;
    private final List<Source> sources;
    private final int each;
    private volatile boolean whole;

    private SourceSample(RecordFormat format, List<Source> all, ByteSize size) {
        this.format = format;
        int count = Math.min(all.size(), MOST_SOURCES);
        each = (int) Math.max(1, Math.min(LONGEST, size.bytes() / Math.max(1, count)));
        whole = count == all.size();
        List<Source> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Source source = all.get((int) ((long) i * all.size() / count));
            some.add(Source.of(source.name(), () -> beginning(source)));
        }
        sources = List.copyOf(some);
    }

    /**
     * Takes the beginnings of up to {@value #MOST_SOURCES} sources, in equal shares, each up to the end of a record.
     *
     * @param format the format of all
     * @param size how many bytes to take of all; of each source at least one record
     */
    public static SourceSample of(RecordFormat format, List<Source> sources, ByteSize size) {
        return new SourceSample(format, sources, size);
    }

    /** Returns the beginnings. They can be opened as often as the sources can. */
    public List<Source> sources() {
        return sources;
    }

    /** Tells whether it is all there is, as far as sources have been read. */
    public boolean isWhole() {
        return whole;
    }

    private ReadableByteChannel beginning(Source source) throws IOException {
        try (ReadableByteChannel in = source.open()) {
            byte[] bytes = new byte[each + RecordFormat.PADDING];
            int read = read(in, bytes, 0);
            int end = end(bytes, read);
            while (end == 0 && read < LONGEST) {
                bytes = Arrays.copyOf(bytes, Math.min(LONGEST, 2 * read) + RecordFormat.PADDING);
                read = read(in, bytes, read);
                end = end(bytes, read);
            }
            return Channels.newChannel(new ByteArrayInputStream(bytes, 0, end == 0 ? read : end));
        }
    }

    /** Fills the array, but for its padding, unless the source ends before. */
    private static int read(ReadableByteChannel in, byte[] bytes, int from) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, bytes.length - RecordFormat.PADDING - from);
        int read = 0;
        while (read >= 0 && rest.hasRemaining()) {
            read = in.read(rest);
        }
        return rest.position();
    }

    /** Returns where the last whole record ends, or the source; 0 if that is not yet known. */
    private int end(byte[] bytes, int read) {
        if (read < bytes.length - RecordFormat.PADDING) {
            return read;
        }
        whole = false;
        int header = format.headerEnd(bytes, ByteOrderMark.length(bytes, read), read);
        int end = header < 0 ? 0 : format.lastRecordEnd(bytes, header, read);
        return end > header ? end : 0;
    }
}
