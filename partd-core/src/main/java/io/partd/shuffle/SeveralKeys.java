package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several keys as one: the bytes of each after their number, as eight bytes of which the lowest comes first. */
final class SeveralKeys {

    private SeveralKeys() {}

    /** Puts the number of a key's bytes before them. */
    static void putLength(byte[] bytes, int at, int length) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, length);
    }

    /** Returns the keys of which one was made. */
    static List<byte[]> split(byte[] bytes, int from, int to) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> keys = new ArrayList<>();
        int at = from;
        while (at < to) {
            int begin = at + Long.BYTES;
            at = begin + Math.toIntExact(all.getLong(at));
            keys.add(Arrays.copyOfRange(bytes, begin, at));
        }
        return keys;
    }

    /** Returns the keys of which one was made, as text. */
    static List<String> texts(byte[] bytes, int from, int to) throws InvalidKeyException {
        List<String> texts = new ArrayList<>();
        for (byte[] key : split(bytes, from, to)) {
            texts.add(text(key, 0, key.length));
        }
        return texts;
    }

    /** Returns a key as text. */
    static String text(byte[] bytes, int from, int to) throws InvalidKeyException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidKeyException(
                    new String(bytes, from, to - from, StandardCharsets.UTF_8),
                    "it is not UTF-8, so it can't name a partition");
        }
    }
}
