package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the codecs over a handle of a store with those that the dataset remembers. A store that keeps
 * {@link Metadata} has one for each handle, and asks it before it reads or writes values. Thread-safe.
 *
 * <pre>{@code
 * CodecCheck check = CodecCheck.none().with("zlib"); // a codec is over the handle
 * check.require(trips.metadata().orElseThrow().entries(), trips); // throws if the dataset remembers another one
 * }</pre>
 */
public final class CodecCheck {

    private static final CodecCheck NONE = new CodecCheck("", true);
    private static final CodecCheck RAW = new CodecCheck("", false);

    private final String given;
    private final boolean checks;

    /** The entry that was last found to match, so that it need not be compared again. */
    private volatile byte @Nullable [] matching;

    private CodecCheck(String given, boolean checks) {
        this.given = given;
        this.checks = checks;
    }

    /** Returns the check of a handle without codecs. */
    public static CodecCheck none() {
        return NONE;
    }

    /** Returns the check of a handle of raw bytes, which accepts everything; see {@link Store#raw}. */
    public static CodecCheck raw() {
        return RAW;
    }

    /** Returns the check for one more codec, over those there are; see {@link Store#encodedBy}. */
    public CodecCheck with(String codec) {
        Objects.requireNonNull(codec, "codec");
        return checks ? new CodecCheck(given.isEmpty() ? codec : codec + "," + given, true) : this;
    }

    /**
     * Checks that the dataset remembers no codecs, or those over the handle.
     *
     * @param metadata the dataset's entries
     * @param store the store, which messages name
     * @throws CodecMismatchException if it remembers others
     */
    public void require(Map<String, byte[]> metadata, Object store) throws CodecMismatchException {
        byte[] remembered = metadata.get(Metadata.CODECS);
        if (!checks || remembered == null || remembered == matching) {
            return;
        }
        if (!Arrays.equals(remembered, given.getBytes(UTF_8))) {
            String codecs = new String(remembered, UTF_8);
            throw new CodecMismatchException(
                    store + " has values that are encoded by " + codecs + ", and is used "
                            + (given.isEmpty() ? "without a codec" : "with " + given) + "; use it with " + codecs
                            + ", or as raw() to handle the bytes as they are stored",
                    codecs);
        }
        matching = remembered;
    }

    /** Returns the entry that a dataset without values is to get now; empty if it has one, or is to have none. */
    public Optional<byte[]> toRemember(Map<String, byte[]> metadata) {
        return given.isEmpty() || metadata.containsKey(Metadata.CODECS)
                ? Optional.empty()
                : Optional.of(given.getBytes(UTF_8));
    }
}
