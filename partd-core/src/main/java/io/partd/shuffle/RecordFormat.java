package io.partd.shuffle;

import org.jspecify.annotations.Nullable;

/**
 * How records lie in bytes. Immutable and safe for any number of threads; the cursors it makes are for one thread each.
 *
 * <p>Bytes come in blocks that begin at a record's start. Implementations may read, and not rely on, up to
 * {@link #PADDING} bytes behind the end they are given: every array has them.
 */
public interface RecordFormat {

    /** Bytes that are readable behind the end of every block. */
    int PADDING = 64;

    /**
     * Returns why a source cannot be read in this format, as its first bytes show; null if they do not. Unless a format
     * says otherwise it is one of text that keeps ASCII as single bytes: UTF-16, UTF-32, compressed data and tables are
     * refused by their signatures, and UTF-16 and UTF-32 without a byte order mark by their zero bytes.
     *
     * @param bytes the source's first bytes, all of them if it is short, from {@code from} to {@code to}
     */
    default @Nullable String sourceFault(byte[] bytes, int from, int to) {
        String fault = Signatures.fault(bytes, from, to);
        if (fault != null) {
            return fault;
        }
        String encoding = WideText.encoding(bytes, from, to);
        return encoding == null ? null : Signatures.encoded(encoding);
    }

    /**
     * Returns where the header ends that begins at {@code from}: {@code from} itself if the format has none.
     *
     * @return the index behind the header's line end, or -1 if it is not whole yet
     */
    int headerEnd(byte[] bytes, int from, int to);

    /**
     * Returns what is wrong with a header; null if nothing is.
     *
     * @param header the header's bytes without a byte order mark; empty if there is none
     */
    default @Nullable String headerFault(byte[] header) {
        return null;
    }

    /**
     * Returns where the last whole record ends.
     *
     * @return an index behind a record's line end, or {@code from} if not even the first record is whole
     */
    int lastRecordEnd(byte[] bytes, int from, int to);

    /**
     * Makes a cursor over records below a header.
     *
     * @param header the header's bytes without a byte order mark; empty if the format has none
     * @throws IllegalArgumentException if the key is not found in the header; the message names what is there
     */
    RecordCursor cursor(byte[] header);
}
