package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Short texts as the server gets them. */
final class Text {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Text() {}

    static byte[] of(String ascii) {
        return ascii.getBytes(US_ASCII);
    }

    static byte[] of(long number) {
        return of(Long.toString(number));
    }

    /** Returns 128 random bits, as a name that nobody else has. */
    static byte[] unique() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return of(HexFormat.of().formatHex(bits));
    }
}
