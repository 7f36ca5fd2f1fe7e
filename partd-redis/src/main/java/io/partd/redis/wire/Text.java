package io.partd.redis.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Short texts as the server gets them. */
public final class Text {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Text() {}

    public static byte[] of(String ascii) {
        return ascii.getBytes(US_ASCII);
    }

    public static byte[] of(long number) {
        return of(Long.toString(number));
    }

    /** Returns 128 random bits, as a name that nobody else has. */
    public static byte[] unique() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return of(HexFormat.of().formatHex(bits));
    }
}
