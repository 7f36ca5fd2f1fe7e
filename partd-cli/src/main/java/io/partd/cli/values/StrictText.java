package io.partd.cli.values;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8, and says where bytes are none. */
public final class StrictText {

    private StrictText() {}

    /**
     * Decodes all of the bytes.
     *
     * @param source what they come from
     * @param firstLine the number of their first line there
     */
    public static String decode(byte[] bytes, String source, long firstLine) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (decoder.decode(ByteBuffer.wrap(bytes), text, true).isError()) {
            String good = text.flip().toString();
            long line = firstLine + good.chars().filter(c -> c == '\n').count();
            throw fault(source, line, good.length() - good.lastIndexOf('\n'), "is not UTF-8");
        }
        return text.flip().toString();
    }

    static IOException fault(String source, long line, int column, String what) {
        return new IOException(source + ", line " + line + ", column " + column + ": " + what);
    }
}
