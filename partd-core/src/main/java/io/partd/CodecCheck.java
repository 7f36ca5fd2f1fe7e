package io.partd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which codecs were put over a store, compared with those that its dataset remembers. A store that has {@link Metadata}
 * keeps one, and asks it before it reads or writes values. Thread-safe.
 *
 * <pre>{@code
 * CodecCheck check = new CodecCheck();
 * check.add("zlib"); // a codec is over the store
 * check.require(trips.metadata().orElseThrow().entries(), trips); // throws if the dataset remembers another one
 * }</pre>
 */
public final class CodecCheck {

    private String given = "";
    private boolean raw;

    /** The entry that was found to match, so that it need not be compared again. */
    private byte @Nullable [] matching;

    /** Makes a check for a store without codecs. */
    public CodecCheck() {}

    /** Adds a codec over those there are; see {@link Store#encodedBy}. */
    public synchronized void add(String codec) {
        Objects.requireNonNull(codec, "codec");
        given = given.isEmpty() ? codec : codec + "," + given;
        matching = null;
    }

    /** Ends the checking; see {@link Store#raw}. */
    public synchronized void endForRawBytes() {
        raw = true;
    }

    /**
     * Checks that the dataset remembers no codecs, or those that were put over the store.
     *
     * @param metadata the dataset's entries
     * @param store the store, which messages name
     * @throws CodecMismatchException if it remembers others
     */
    public synchronized void require(Map<String, byte[]> metadata, Object store) throws CodecMismatchException {
        byte[] remembered = metadata.get(Metadata.CODECS);
        if (raw || remembered == null || remembered == matching) {
            return;
        }
        if (!Arrays.equals(remembered, given.getBytes(StandardCharsets.UTF_8))) {
            String codecs = new String(remembered, StandardCharsets.UTF_8);
            throw new CodecMismatchException(store + " has values that are encoded by " + codecs + ", and is used "
                    + (given.isEmpty() ? "without a codec" : "with " + given) + "; use it with " + codecs
                    + ", or as raw() to handle the bytes as they are stored");
        }
        matching = remembered;
    }

    /** Returns the entry that a dataset without values is to get now; empty if it has one, or is to have none. */
    public synchronized Optional<byte[]> toRemember(Map<String, byte[]> metadata) {
        return raw || given.isEmpty() || metadata.containsKey(Metadata.CODECS)
                ? Optional.empty()
                : Optional.of(given.getBytes(StandardCharsets.UTF_8));
    }
}
