package io.partd.cli.shuffle;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Folder names of Hive's partitioned tables: {@code COLUMN=VALUE}, with characters that a path or a table's reader
 * would misunderstand written as {@code %} and two hexadecimal digits. The set is that of Hive's
 * {@code FileUtils.escapePathName}.
 */
final class HiveNames {

    /** What stands for an empty value. */
    static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

    private static final String ESCAPED = "\"#%'*/:=?\\\u007f{[]^";
    private static final int LONGEST = 255;

    private HiveNames() {}

    /**
     * Returns the folder of a value.
     *
     * @throws IllegalArgumentException if the name would be longer than a file name can be, or has characters that the
     *     locale lacks
     */
    static String folder(String column, String value) {
        String name = escape(column) + "=" + (value.isEmpty() ? EMPTY : escape(value));
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw new IllegalArgumentException(
                    "its folder's name would have " + length + " bytes, and a file name can have " + LONGEST);
        }
        try {
            return Path.of(name).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "its folder's name has characters that the locale lacks; set LC_ALL=C.UTF-8", e);
        }
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
