package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a pickle, read from the front. Nothing is allocated for a length that is more than what is left. */
final class PickleInput {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_ENDIAN_LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int position;

    PickleInput(byte[] bytes) {
        this.bytes = bytes;
    }

    int position() {
        return position;
    }

    int length() {
        return bytes.length;
    }

    int readUnsignedByte() throws IOException {
        return bytes[advance(1)] & 0xff;
    }

    int readUnsignedShort() throws IOException {
        int at = advance(2);
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    int readInt() throws IOException {
        return (int) INTS.get(bytes, advance(4));
    }

    long readUnsignedInt() throws IOException {
        return readInt() & 0xffff_ffffL;
    }

    /** Eight bytes; more than {@link Long#MAX_VALUE} is negative. */
    long readLong() throws IOException {
        return (long) LONGS.get(bytes, advance(8));
    }

    double readDouble() throws IOException {
        return Double.longBitsToDouble((long) BIG_ENDIAN_LONGS.get(bytes, advance(8)));
    }

    byte[] readBytes(long length) throws IOException {
        int at = advance(length);
        return Arrays.copyOfRange(bytes, at, position);
    }

    String readUtf8(long length) throws IOException {
        int at = advance(length);
        String text = new String(bytes, at, position - at, UTF_8);
        // What Java cannot decode it replaces; lone surrogates, which Python encodes, are among it.
        return text.indexOf('\ufffd') < 0 ? text : SurrogateUtf8.decode(bytes, at, position);
    }

    String readLatin1(long length) throws IOException {
        int at = advance(length);
        return new String(bytes, at, position - at, ISO_8859_1);
    }

    /** The bytes up to the next line feed, which is read too. */
    String readLine() throws IOException {
        int end = position;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length) {
            throw new IOException("pickle is cut off: a line has no end");
        }
        String line = new String(bytes, position, end - position, ISO_8859_1);
        position = end + 1;
        return line;
    }

    /** Says that so many bytes have to follow. */
    void require(long length) throws IOException {
        if (length < 0 || length > bytes.length - position) {
            throw new IOException("pickle is cut off: " + Long.toUnsignedString(length) + " bytes are to follow, "
                    + (bytes.length - position) + " are left");
        }
    }

    private int advance(long length) throws IOException {
        require(length);
        int at = position;
        position += (int) length;
        return at;
    }
}
