package io.partd.shuffle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes compressed data, tables and encodings with wide characters by their first bytes. */
final class Signatures {

    /** The number of bytes that the longest signature, that of tar, needs. */
    private static final int LONGEST = 265;

    private static final List<Signature> KNOWN = List.of(
            encoding("UTF-32", "\\xff\\xfe\\x00\\x00|\\x00\\x00\\xfe\\xff"),
            encoding("UTF-16", "\\xff\\xfe|\\xfe\\xff"),
            // The first one has been taken off.
            new Signature(
                    Pattern.compile("\\xef\\xbb\\xbf"),
                    "it begins with two byte order marks; take one off, as with 'tail -c +4'"),
            packed("compressed with gzip", "gzip -dc", "\\x1f\\x8b"),
            packed("compressed with zstd", "zstd -dc", "\\x28\\xb5\\x2f\\xfd|[P-_]\\x2aM\\x18"),
            packed("compressed with bzip2", "bzip2 -dc", "BZh[1-9](1AY&SY|\\x17rE8P\\x90)"),
            packed("compressed with xz", "xz -dc", "\\xfd7zXZ\\x00"),
            packed("compressed with lz4", "lz4 -dc", "\\x04\\x22M\\x18|\\x02\\x21L\\x18"),
            packed("a zip archive", "unzip -p", "PK(\\x03\\x04|\\x05\\x06|\\x07\\x08)"),
            packed("a 7z archive", "7z e -so", "7z\\xbc\\xaf\\x27\\x1c"),
            packed("a tar archive", "tar -xOf", "(?s).{257}ustar(\\x00|  \\x00)"),
            table("a Parquet file", "PAR1\\x15"),
            table("an Arrow file", "ARROW1\\x00\\x00"),
            table("an Arrow stream", "\\xff\\xff\\xff\\xff"),
            table("an Avro file", "Obj\\x01"),
            table("an ORC file", "(?s)ORC(\\n[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]|.[\\x00-\\x08]\\x00)"),
            table("an SQLite database", "SQLite format 3\\x00"),
            table("a PDF document", "%PDF-[0-9]"),
            table("an HDF5 file", "\\x89HDF\\r\\n"));

    private Signatures() {}

    /** A pattern of first bytes, as one Latin-1 character for each byte, and its meaning. */
    private record Signature(Pattern bytes, String fault) {}

    /** Returns why a source with these first bytes cannot be read as text; null if no signature matches. */
    static @Nullable String fault(byte[] bytes, int from, int to) {
        String start = new String(bytes, from, Math.min(to - from, LONGEST), StandardCharsets.ISO_8859_1);
        for (Signature signature : KNOWN) {
            if (signature.bytes.matcher(start).lookingAt()) {
                return signature.fault;
            }
        }
        return null;
    }

    /** Returns the message for an encoding that does not keep ASCII as single bytes. */
    static String encoded(String name) {
        return "it is " + name + ", and text must keep ASCII as single bytes; convert it first, as with 'iconv -f "
                + name + " -t UTF-8'";
    }

    private static Signature encoding(String name, String bytes) {
        return new Signature(Pattern.compile(bytes), encoded(name));
    }

    private static Signature packed(String how, String command, String bytes) {
        return new Signature(
                Pattern.compile(bytes), "it is " + how + ", not text; unpack it first, as with '" + command + "'");
    }

    private static Signature table(String what, String bytes) {
        return new Signature(Pattern.compile(bytes), "it is " + what + ", not text; read it in its own format");
    }
}
