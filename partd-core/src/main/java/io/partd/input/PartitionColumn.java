package io.partd.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column that has the same value in all rows of a file, because a directory is named after it, as Hive does:
 * {@code COLUMN=VALUE}. Immutable.
 *
 * @param name the column's name
 * @param type the type that the values of all files have
 * @param value the value's text; null if there is none
 */
public record PartitionColumn(
        String name, Type type, @Nullable String value) {

    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    /**
     * Returns the columns, of the type STRING, that the directories between a directory and a file name.
     *
     * @throws IOException if two name the same
     */
    static List<PartitionColumn> between(Path directory, Path file) throws IOException {
        List<PartitionColumn> columns = new ArrayList<>();
        int above = directory.toString().isEmpty() ? 0 : directory.getNameCount();
        for (int i = above; i < file.getNameCount() - 1; i++) {
            PartitionColumn column = ofDirectory(file.getName(i).toString());
            if (column != null) {
                if (columns.stream().anyMatch(other -> other.name.equals(column.name))) {
                    throw new IOException(
                            file + ": two of its directories are named after the column '" + column.name + "'");
                }
                columns.add(column);
            }
        }
        return columns;
    }

    /** Returns the column, of the type STRING, that a directory's name has; null if it has none. */
    public static @Nullable PartitionColumn ofDirectory(String name) {
        int equals = name.indexOf('=');
        return equals > 0
                ? new PartitionColumn(decode(name.substring(0, equals)), Type.STRING, value(name.substring(equals + 1)))
                : null;
    }

    private static @Nullable String value(String text) {
        return text.equals(NULL) ? null : decode(text);
    }

    /** Decodes {@code %} and two hexadecimal digits as bytes of UTF-8; returns the text as it is if they are none. */
    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(high << 4 | low);
                from = i + 3;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    /** The types that names of directories show. */
    public enum Type {
        /** An integer of 32 bits. */
        INT,
        /** An integer of 64 bits. */
        BIGINT,
        /** A day: {@code 2024-02-29}. */
        DATE,
        /** A text, and any value that has another form than these, such as {@code 007}. */
        STRING;

        /** Returns the narrowest type that all values have, except those that are null; STRING if all are. */
        static Type of(Collection<@Nullable String> values) {
            for (Type type : values()) {
                boolean any = values.stream().anyMatch(Objects::nonNull);
                if (any && values.stream().allMatch(value -> value == null || type.has(value))) {
                    return type;
                }
            }
            return STRING;
        }

        private boolean has(String value) {
            return switch (this) {
                case INT -> isInteger(value) && Long.parseLong(value) == (int) Long.parseLong(value);
                case BIGINT -> isInteger(value);
                case DATE -> isDay(value);
                case STRING -> true;
            };
        }

        /** Returns whether a value is as a number of 64 bits is written, without leading zeros. */
        private static boolean isInteger(String value) {
            try {
                return INTEGER.matcher(value).matches() && Long.parseLong(value) != Long.MIN_VALUE;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private static boolean isDay(String value) {
            try {
                return DAY.matcher(value).matches() && LocalDate.parse(value) != null;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
