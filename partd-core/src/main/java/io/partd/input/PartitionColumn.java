package io.partd.input;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column that has the same value in all rows of a file, because a directory is named after it. Immutable.
 *
 * @param name the column's name
 * @param type the type that the values of all files have
 * @param value the value's text; null if there is none
 */
public record PartitionColumn(
        String name, Type type, @Nullable String value) {

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

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
