package io.partd.expression;

import java.time.LocalDate;
import java.util.Locale;

/** What is made of a column's value to be a key. */
public enum KeyFunction {

    /** The value itself. */
    IDENTITY,

    /** The year, as in {@code 2024}. */
    YEAR,

    /** The month of its year, as in {@code 2024-02}. */
    MONTH,

    /** The date, as in {@code 2024-02-29}. */
    DAY,

    /** The hour of its date, as in {@code 2024-02-29-12}. */
    HOUR,

    /** The first characters of a text. */
    PREFIX,

    /**
     * The lower bound of the range that a number is in; ranges are as wide as the argument says, and one begins at 0.
     */
    BUCKET;

    private static final int DAY_SECONDS = 86_400;
    private static final int HOUR_SECONDS = 3_600;

    /** Tells whether it is made of dates and times. */
    public boolean isOfTime() {
        return this == YEAR || this == MONTH || this == DAY || this == HOUR;
    }

    /** Tells whether it has an argument. */
    boolean hasArgument() {
        return this == PREFIX || this == BUCKET;
    }

    /** Returns how it is written. */
    String form() {
        return word() + (this == PREFIX ? "(column, characters)" : this == BUCKET ? "(column, width)" : "(column)");
    }

    /** Returns what it is called in an expression. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the number of the year, month, day or hour of a time; later ones have higher numbers.
     *
     * @param second seconds since 1970-01-01 00:00
     */
    public long number(long second) {
        if (this == HOUR) {
            return Math.floorDiv(second, HOUR_SECONDS);
        }
        long day = Math.floorDiv(second, DAY_SECONDS);
        if (this == DAY) {
            return day;
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        return this == YEAR ? date.getYear() : date.getYear() * 12L + date.getMonthValue() - 1;
    }

    /** Returns the text of a year, month, day or hour by its number. */
    public String text(long ordinal) {
        return switch (this) {
            case YEAR -> year(ordinal);
            case MONTH -> year(Math.floorDiv(ordinal, 12L)) + twoDigits(Math.floorMod(ordinal, 12L) + 1);
            case DAY -> LocalDate.ofEpochDay(ordinal).toString();
            case HOUR -> LocalDate.ofEpochDay(Math.floorDiv(ordinal, 24L)) + twoDigits(Math.floorMod(ordinal, 24L));
            case IDENTITY, PREFIX, BUCKET -> throw new IllegalStateException(this + " is not of time");
        };
    }

    private static String year(long year) {
        String iso = LocalDate.of((int) year, 1, 1).toString();
        return iso.substring(0, iso.length() - "-01-01".length());
    }

    private static String twoDigits(long number) {
        return (number < 10 ? "-0" : "-") + number;
    }
}
