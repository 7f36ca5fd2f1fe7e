package io.partd.codecs.pickle;

import java.util.regex.Pattern;

/**
 * A {@code Decimal} that {@link java.math.BigDecimal} does not have: {@code NaN}, {@code sNaN}, {@code Infinity}, each
 * with a sign or not, a negative zero, or one with an exponent that is no {@code int}.
 *
 * @param text as Python writes it
 */
public record SpecialDecimal(String text) {

    private static final Pattern SPECIAL =
            Pattern.compile("-?(Infinity|s?NaN\\d{0,1000}|\\d{1,1000}(\\.\\d{0,1000})?(E[+-]?\\d{1,19})?)");

    /** Makes the number. */
    public SpecialDecimal {
        if (!SPECIAL.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a Decimal");
        }
    }
}
