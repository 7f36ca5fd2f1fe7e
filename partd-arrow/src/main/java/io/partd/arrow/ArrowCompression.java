package io.partd.arrow;

import io.partd.arrow.ipc.BodyCompression;
import java.util.Locale;

/**
 * How the buffers of batches are compressed in Arrow's files and streams, each by itself. Immutable.
 *
 * <pre>{@code
 * try (TableWriter writer = TableWriter.file(channel, ArrowCompression.of("zstd:9"))) {
 *     writer.write(table);
 * }
 * }</pre>
 *
 * @param codec the method
 * @param level how much it tries
 */
public record ArrowCompression(Codec codec, int level) {

    /** The methods that Arrow's format knows. */
    public enum Codec {
        /** LZ4 frames, with levels from 1 to 12. */
        LZ4(BodyCompression.LZ4_FRAME),
        /** Zstandard, with levels from 1 to 22. */
        ZSTD(BodyCompression.ZSTD);

        private final BodyCompression body;

        Codec(BodyCompression body) {
            this.body = body;
        }
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if there is no such level
     */
    public ArrowCompression {
        if (level < 1 || level > codec.body.highestLevel()) {
            throw new IllegalArgumentException(
                    nameOf(codec) + " has no level " + level + "; there are 1 to " + codec.body.highestLevel());
        }
    }

    /**
     * Returns the compression with a name, and a level if there is one after a colon: {@code zstd}, {@code zstd:9},
     * {@code lz4}.
     *
     * @throws IllegalArgumentException if there is no such compression or level
     */
    public static ArrowCompression of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        for (Codec codec : Codec.values()) {
            if (nameOf(codec).equalsIgnoreCase(name)) {
                return new ArrowCompression(
                        codec, colon < 0 ? codec.body.usualLevel() : level(text, text.substring(colon + 1)));
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no compression of Arrow files; there are lz4, zstd");
    }

    private static int level(String text, String level) {
        if (!level.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' has the level '" + level + "', which is no whole number");
        }
        return Integer.parseInt(level);
    }

    private static String nameOf(Codec codec) {
        return codec.name().toLowerCase(Locale.ROOT);
    }

    BodyCompression body() {
        return codec.body;
    }

    /** Returns the name with the level, as in {@code zstd:3}. */
    @Override
    public String toString() {
        return nameOf(codec) + ":" + level;
    }
}
