package io.partd.codecs.compression;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * How whole files are compressed, for other programs to read. Each file is one member or frame, because some readers,
 * such as pandas with Zstandard, read no more than the first. Immutable.
 *
 * <pre>{@code
 * FileCompression zstd = FileCompression.of("zstd:9");
 * try (OutputStream out = zstd.compress(Files.newOutputStream(directory.resolve("trips.csv" + zstd.suffix())))) {
 *     out.write(rows);
 * }
 * }</pre>
 */
public final class FileCompression {

    private static final int BUFFER = 1 << 16;
    private static final int FIRST_STRONG_LZ4 = 3;

    private final Method method;
    private final int level;

    private enum Method {
        GZIP(".gz", 6, 9),
        ZSTD(".zst", 3, 22),
        LZ4(".lz4", 1, 12),
        BZIP2(".bz2", 9, 9);

        private final String suffix;
        private final int usual;
        private final int highest;

        Method(String suffix, int usual, int highest) {
            this.suffix = suffix;
            this.usual = usual;
            this.highest = highest;
        }
    }

    private FileCompression(Method method, int level) {
        this.method = method;
        this.level = level;
    }

    /**
     * Returns the compression with a name, and a level if there is one behind a colon: {@code gzip:9}, {@code zstd},
     * {@code lz4}, {@code bzip2}.
     *
     * @throws IllegalArgumentException if there is no such compression or level
     */
    public static FileCompression of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        for (Method method : Method.values()) {
            if (method.name().equalsIgnoreCase(name)) {
                return new FileCompression(
                        method, colon < 0 ? method.usual : level(text, text.substring(colon + 1), method));
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no compression of text; there are "
                + Arrays.stream(Method.values())
                        .map(method -> method.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    private static int level(String text, String level, Method method) {
        int number = level.matches("\\d{1,3}") ? Integer.parseInt(level) : 0;
        if (number < 1 || number > method.highest) {
            throw new IllegalArgumentException(
                    "'" + text + "' has the level '" + level + "'; there are 1 to " + method.highest);
        }
        return number;
    }

    /** Returns what names of such files end in, as in {@code .gz}. */
    public String suffix() {
        return method.suffix;
    }

    /** Returns a stream that writes compressed bytes to another one. Closing it completes and closes that, too. */
    public OutputStream compress(OutputStream out) throws IOException {
        return switch (method) {
            case GZIP -> new Gzip(out, level);
            case ZSTD -> new ZstdOutputStream(out, level).setChecksum(true);
            case LZ4 ->
                new LZ4FrameOutputStream(
                        out,
                        LZ4FrameOutputStream.BLOCKSIZE.SIZE_1MB,
                        -1,
                        lz4(),
                        XXHashFactory.fastestJavaInstance().hash32(),
                        LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                        LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM);
            case BZIP2 -> new BZip2CompressorOutputStream(out, level);
        };
    }

    private LZ4Compressor lz4() {
        LZ4Factory lz4 = LZ4Factory.fastestInstance();
        return level < FIRST_STRONG_LZ4 ? lz4.fastCompressor() : lz4.highCompressor(level);
    }

    /** Returns the name with the level, as in {@code zstd:3}. */
    @Override
    public String toString() {
        return method.name().toLowerCase(Locale.ROOT) + ":" + level;
    }

    /** Gzip at a level. */
    private static final class Gzip extends GZIPOutputStream {

        Gzip(OutputStream out, int level) throws IOException {
            super(out, BUFFER);
            def.setLevel(level);
        }
    }
}
