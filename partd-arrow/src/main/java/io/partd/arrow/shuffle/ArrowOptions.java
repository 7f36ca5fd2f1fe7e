package io.partd.arrow.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.ArrowCompression;
import org.jspecify.annotations.Nullable;

/**
 * How partitions are written as Arrow files or streams: {@link ArrowPartitions}. Immutable.
 *
 * <pre>{@code
 * ArrowOptions options = ArrowOptions.FILES.compression(ArrowCompression.of("zstd")).fileRows(1_000_000);
 * }</pre>
 */
public final class ArrowOptions {

    /** Files with a footer, not compressed, one for each partition. */
    public static final ArrowOptions FILES = new ArrowOptions(true, null, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Streams, not compressed, one for each partition. */
    public static final ArrowOptions STREAMS = new ArrowOptions(false, null, Long.MAX_VALUE, Long.MAX_VALUE);

    private final boolean withFooter;
    private final @Nullable ArrowCompression compression;
    private final long fileRows;
    private final long fileBytes;

    private ArrowOptions(boolean withFooter, @Nullable ArrowCompression compression, long fileRows, long fileBytes) {
        this.withFooter = withFooter;
        this.compression = compression;
        this.fileRows = fileRows;
        this.fileBytes = fileBytes;
    }

    /** Returns options with another compression. */
    public ArrowOptions compression(ArrowCompression other) {
        return new ArrowOptions(withFooter, other, fileRows, fileBytes);
    }

    /**
     * Returns options for files of so many rows at most, where a partition may have several.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ArrowOptions fileRows(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("files of " + most + " rows; at least 1 is possible");
        }
        return new ArrowOptions(withFooter, compression, most, fileBytes);
    }

    /**
     * Returns options for files of about so many bytes at most, before they are compressed, where a partition may have
     * several. Dictionaries, which each file has, do not count; a file has one row at least.
     *
     * @throws IllegalArgumentException if it is 0
     */
    public ArrowOptions fileBytes(ByteSize most) {
        if (most.bytes() < 1) {
            throw new IllegalArgumentException("files of " + most + "; at least 1 byte is possible");
        }
        return new ArrowOptions(withFooter, compression, fileRows, most.bytes());
    }

    boolean withFooter() {
        return withFooter;
    }

    @Nullable
    ArrowCompression compression() {
        return compression;
    }

    long fileRows() {
        return fileRows;
    }

    long fileBytes() {
        return fileBytes;
    }
}
