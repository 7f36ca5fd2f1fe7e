package io.partd.shuffle;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps the first source's header. The others must equal it, except for byte order mark and line end. */
final class Headers {

    private final List<Integer> lines = new CopyOnWriteArrayList<>();
    private byte[] first = {};
    private int markLength;
    private @Nullable String firstName;

    /**
     * Adds a source's header.
     *
     * @param header the header's bytes as in the source
     * @param mark the length of the byte order mark at its beginning
     */
    void add(String name, byte[] header, int mark) throws IOException {
        lines.add(LineEnds.count(header, 0, header.length));
        if (firstName == null) {
            firstName = name;
            first = header.length == mark ? new byte[0] : ended(header);
            markLength = first.length == 0 ? 0 : mark;
            return;
        }
        byte[] columns = Arrays.copyOfRange(header, mark, header.length);
        if (!text(columns, StandardCharsets.ISO_8859_1).equals(text(columns(), StandardCharsets.ISO_8859_1))) {
            throw new IOException(name + ": its header '" + text(columns, StandardCharsets.UTF_8) + "' is not that of "
                    + firstName + ", '" + text(columns(), StandardCharsets.UTF_8) + "'");
        }
    }

    byte[] first() {
        return first.clone();
    }

    byte[] columns() {
        return Arrays.copyOfRange(first, markLength, first.length);
    }

    /** Returns the number of line ends in a source's header. Any thread may call it. */
    int lines(int sourceIndex) {
        return lines.get(sourceIndex);
    }

    private static byte[] ended(byte[] header) {
        if (header[header.length - 1] == '\n') {
            return header;
        }
        byte[] ended = Arrays.copyOf(header, header.length + 1);
        ended[header.length] = '\n';
        return ended;
    }

    private static String text(byte[] header, Charset charset) {
        return new String(header, charset).replaceAll("^[\r\n]+|[\r\n]+$", "");
    }
}
