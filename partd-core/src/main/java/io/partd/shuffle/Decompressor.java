package io.partd.shuffle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decompresses the sources of a shuffle that are compressed in one format. A module provides this service:
 * {@code provides io.partd.shuffle.Decompressor with …} in its {@code module-info}, and the same in
 * {@code META-INF/services}. Immutable and thread-safe.
 *
 * <pre>{@code
 * Source packed = Source.file(input); // decompressed by the Decompressor that recognizes its first bytes
 * }</pre>
 */
public interface Decompressor {

    /** The number of first bytes that {@link #recognizes} gets. */
    int START = 12;

    /** Returns the name of the format in messages: {@code zstd}. */
    String format();

    /**
     * Returns whether a source is in this format.
     *
     * @param start the source's first {@link #START} bytes, at index 0; zeros follow those of a shorter source
     */
    boolean recognizes(ByteBuffer start);

    /**
     * Opens a source.
     *
     * @param compressed gives the bytes from the beginning; the result closes it
     * @return the bytes of all members or frames, one after the other. It throws an {@link IOException} if what it
     *     reads is damaged, ends too early or has something else after its end
     */
    InputStream open(InputStream compressed) throws IOException;
}
