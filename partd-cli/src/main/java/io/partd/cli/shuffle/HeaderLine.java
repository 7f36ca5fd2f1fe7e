package io.partd.cli.shuffle;

import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header a file begins with: its bytes without byte order mark, and the length of both together; 0 if it has none.
 */
final class HeaderLine {

    private static final int LONGEST = 1 << 20;
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final byte[] columns;
    private final int length;

    private HeaderLine(byte[] columns, int length) {
        this.columns = columns;
        this.length = length;
    }

    /**
     * Reads the header.
     *
     * @throws IOException if it does not end within the first MiB
     */
    static HeaderLine read(RecordFormat format, InputStream in, String name) throws IOException {
        byte[] start = in.readNBytes(LONGEST);
        byte[] padded = Arrays.copyOf(start, start.length + RecordFormat.SLACK);
        int from = Arrays.equals(padded, 0, MARK.length, MARK, 0, MARK.length) ? MARK.length : 0;
        int end = format.headerEnd(padded, from, start.length);
        if (end < 0 && start.length < LONGEST) {
            end = start.length;
        }
        if (end < 0) {
            throw new IOException(name + " has no whole header line in its first " + LONGEST + " bytes");
        }
        return end == from ? new HeaderLine(new byte[0], 0) : new HeaderLine(Arrays.copyOfRange(start, from, end), end);
    }

    byte[] columns() {
        return columns.clone();
    }

    int length() {
        return length;
    }

    /** Returns the header's line end; that of Unix if it has none. */
    String lineEnd() {
        return columns.length > 1 && columns[columns.length - 2] == '\r' ? "\r\n" : "\n";
    }

    /** Tells whether the two are the same but for line ends around them. */
    boolean isLike(HeaderLine other) {
        return text(StandardCharsets.ISO_8859_1).equals(other.text(StandardCharsets.ISO_8859_1));
    }

    /** Returns the header without line ends around it. */
    @Override
    public String toString() {
        return text(StandardCharsets.UTF_8);
    }

    private String text(Charset charset) {
        return new String(columns, charset).replaceAll("^[\r\n]+|[\r\n]+$", "");
    }
}
