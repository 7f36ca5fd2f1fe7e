package io.partd.redis.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the server is asked to do: each a script that is carried out as a whole. Their texts are resources. */
public enum Script {
    ADMIT(Kind.DECISION),
    APPEND(Kind.CHANGE),
    BLOCK(Kind.PLAIN),
    DELETE(Kind.CHANGE),
    DISCARD(Kind.PLAIN),
    DROP(Kind.CHANGE),
    FENCE(Kind.PLAIN),
    FORGET(Kind.PLAIN),
    ISET(Kind.CHANGE),
    KEYS(Kind.READ),
    LAYOUT(Kind.PLAIN),
    LOCK(Kind.PLAIN),
    METADATA(Kind.PLAIN),
    PAGE(Kind.READ),
    POP(Kind.CHANGE),
    PROBE(Kind.PLAIN),
    PUBLISH(Kind.CHANGE),
    READ(Kind.READ),
    SETTLE(Kind.PLAIN),
    SIZE(Kind.READ),
    STAGE(Kind.PLAIN),
    UNDESCRIBE(Kind.PLAIN),
    UNLOCK(Kind.PLAIN),
    UNPIN(Kind.PLAIN);

    /** What comes before a script's own text. */
    private enum Kind {
        /** Nothing. */
        PLAIN,
        /** The check that no section excludes the caller. */
        READ,
        /** That, and the check that it is the writer's next change. */
        CHANGE,
        /** The same, as a function. */
        DECISION
    }

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final byte[] text;

    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] hash;

    Script(Kind kind) {
        StringBuilder whole = new StringBuilder(kind == Kind.DECISION ? "local function decide()\n" : "");
        if (kind != Kind.PLAIN) {
            whole.append(resource("section"));
        }
        if (kind == Kind.CHANGE || kind == Kind.DECISION) {
            whole.append(resource("change"));
        }
        text = whole.append(resource(name().toLowerCase(Locale.ROOT)))
                .toString()
                .getBytes(UTF_8);
        hash = sha1(text);
    }

    /** Returns the text, not to be changed. */
    byte[] text() {
        return text;
    }

    /** Returns the name by which the server knows it, not to be changed. */
    byte[] hash() {
        return hash;
    }

    private static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException(name + ".lua is missing");
            }
            return Reading.FOR_PEOPLE
                    .matcher(new String(in.readAllBytes(), UTF_8))
                    .replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds what is taken off the texts, since servers make a hash of them over and over. */
    private static final class Reading {

        /** Lines that are comments, and indentation. */
        static final Pattern FOR_PEOPLE = Pattern.compile("(?m)^ *(--.*\n)?");
    }

    private static byte[] sha1(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
            return HexFormat.of().formatHex(digest).getBytes(US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
