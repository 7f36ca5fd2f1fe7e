package io.partd.cli.shuffle;

import io.partd.shuffle.Column;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Directory names of Hive's partitioned tables: {@code COLUMN=VALUE}, with characters that a path or a table's reader
 * would misunderstand written as {@code %} and two hexadecimal digits. The set is that of Hive's
 * {@code FileUtils.escapePathName}, and the first character of {@code NULL}.
 */
final class HiveNames {

    /** What stands for an empty value. */
    static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

    private static final String ESCAPED = "\"#%'*/:=?\\\u007f{[]^";
    private static final int LONGEST = 255;

    /** How the JDK encodes file names, by the locale. */
    private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private HiveNames() {}

    /**
     * Returns the directory of a value.
     *
     * @throws IllegalArgumentException if the value is the one that stands for an empty one, or if the name would be
     *     longer than a file name can be or has characters that the locale lacks
     */
    static String directory(String column, String value) {
        if (value.equals(EMPTY)) {
            throw new IllegalArgumentException("in Hive's layout it stands for an empty value");
        }
        String name = prefix(column) + (value.isEmpty() ? EMPTY : escapeValue(value));
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw new IllegalArgumentException(
                    "its directory's name would have " + length + " bytes, and a file name can have " + LONGEST);
        }
        requireInLocale(name);
        return name;
    }

    /** Returns what names of a column's directories begin with. */
    static String prefix(String column) {
        return escape(column) + "=";
    }

    /**
     * Returns a column's name.
     *
     * @throws IllegalArgumentException if it has none, so that no directory can be named after it
     */
    static String requireNamed(String name, Column column) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "column " + column
                            + " has no name, and --distinct names directories COLUMN=VALUE; give it a name in the input, or take -n");
        }
        return name;
    }

    /** Returns the directories of several columns' values, one in the other; null is as an empty value. */
    static String directories(List<String> columns, List<? extends @Nullable String> values) {
        List<String> directories = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String value = values.get(i);
            directories.add(directory(columns.get(i), value == null ? "" : value));
        }
        return String.join("/", directories);
    }

    /**
     * Returns the same for rows that have the values nowhere else, so that null and an empty text must not be in one
     * directory.
     *
     * @throws IllegalArgumentException if there is an empty text
     */
    static String directoriesAlone(List<String> columns, List<? extends @Nullable String> values) {
        if (values.contains("")) {
            throw new IllegalArgumentException("an empty text has the directory of null, and would be null again;"
                    + " --keep-key has the column in the files too");
        }
        return directories(columns, values);
    }

    private static void requireInLocale(String name) {
        if (!FILE_NAMES.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException(
                    "its directory's name has characters that the locale lacks; set LC_ALL=C.UTF-8");
        }
    }

    /** Escapes a value; one that DuckDB would take for no value gets an escape, which all readers undo. */
    private static String escapeValue(String value) {
        return value.equalsIgnoreCase("NULL") ? escape(value.charAt(0)) + value.substring(1) : escape(value);
    }

    private static String escape(char c) {
        return String.format(Locale.ROOT, "%%%02X", (int) c);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                escaped.append(escape(c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
