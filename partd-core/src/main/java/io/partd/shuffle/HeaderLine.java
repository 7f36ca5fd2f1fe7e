package io.partd.shuffle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The header that a partition or a source begins with, of no bytes if its format has none. Immutable.
 *
 * <pre>{@code
 * HeaderLine header = HeaderLine.read(csv, in, "trips.csv", HeaderLine.LONGEST);
 * List<String> names = csv.names(header.columns());
 * }</pre>
 */
public final class HeaderLine {

    /** The longest header that a shuffle takes. */
    public static final int LONGEST = 1 << 30;

    private static final int START = 64 << 10;
    private static final int LONGEST_SHOWN = 200;

    private final byte[] bytes;
    private final int read;
    private final int from;
    private final int end;

    private HeaderLine(byte[] bytes, int read, int from, int end) {
        this.bytes = bytes;
        this.read = read;
        this.from = from;
        this.end = end;
    }

    /**
     * Reads the header. The stream is read further, and is of no use for the rest.
     *
     * @param name what is read, for messages
     * @param longest how many bytes it may have
     * @throws IOException if it has more
     */
    public static HeaderLine read(RecordFormat format, InputStream in, String name, int longest) throws IOException {
        byte[] bytes = new byte[0];
        int read = 0;
        for (int wanted = START; ; wanted = Math.min(longest, 2 * wanted)) {
            bytes = Arrays.copyOf(bytes, wanted + RecordFormat.PADDING);
            read += in.readNBytes(bytes, read, wanted - read);
            int from = ByteOrderMark.length(bytes, read);
            int end = format.headerEnd(bytes, from, read);
            if (end < 0 && read < wanted) {
                end = read;
            }
            if (end >= 0) {
                return new HeaderLine(bytes, read, from, end);
            }
            if (wanted >= longest) {
                throw new IOException(name + " has no whole header line in its first " + wanted + " bytes");
            }
        }
    }

    /** Reads the header of a partition that rows with this one are to be added to. */
    public HeaderLine readPresent(RecordFormat format, InputStream in, String name) throws IOException {
        return read(format, in, name, 2 * Math.max(START, Math.min(end, LONGEST / 2)));
    }

    /** Returns why what begins so cannot be read in a format; null if nothing shows that. */
    public @Nullable String sourceFault(RecordFormat format) {
        return format.sourceFault(bytes, from, read);
    }

    /** Returns the header without its byte order mark. */
    public byte[] columns() {
        return Arrays.copyOfRange(bytes, from, end);
    }

    /** Returns the length of byte order mark and header together; 0 without a header. */
    public int length() {
        return end == from ? 0 : end;
    }

    /** Returns the header's line end; that of Unix if it has none. */
    String lineEnd() {
        return end - from > 1 && bytes[end - 2] == '\r' ? "\r\n" : "\n";
    }

    /** Tells whether the two are the same but for line ends around them. */
    boolean isLike(HeaderLine other) {
        return text(StandardCharsets.ISO_8859_1).equals(other.text(StandardCharsets.ISO_8859_1));
    }

    /** Returns the header, or its beginning if it is long, without line ends around it. */
    @Override
    public String toString() {
        String text = text(StandardCharsets.UTF_8);
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private String text(Charset charset) {
        return new String(bytes, from, end - from, charset).replaceAll("^[\r\n]+|[\r\n]+$", "");
    }
}
