package io.partd.pandas;

import io.partd.codecs.pickle.Global;
import io.partd.codecs.pickle.NumpyValue;
import io.partd.codecs.pickle.PythonTypes;
import io.partd.codecs.pickle.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Python makes of values when it shows them: {@code str} and {@code repr}; and what they are, for messages. */
final class PythonText {

    private static final int LONGEST_PLAIN = 16;

    private PythonText() {}

    /** Returns what {@code str} does. */
    static String str(@Nullable Object value) {
        return value instanceof String text ? text : repr(value);
    }

    /** Returns what {@code repr} does. */
    static String repr(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof byte[] bytes) {
            return "b" + quoted(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        if (value instanceof Tuple tuple) {
            List<String> parts = tuple.toList().stream().map(PythonText::repr).collect(Collectors.toList());
            return "(" + String.join(", ", parts) + (parts.size() == 1 ? ",)" : ")");
        }
        if (value instanceof Moment moment) {
            return moment.toString();
        }
        return String.valueOf(value);
    }

    /** Shortest digits that are the number, with an exponent where Python has one. */
    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == Math.rint(number) && Math.abs(number) < Math.pow(10, LONGEST_PLAIN)) {
            return (number == 0 && 1 / number < 0 ? "-0" : Long.toString((long) number)) + ".0";
        }
        return Double.toString(number).replace(".0E", "e").replace('E', 'e');
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c == '\r') {
                quoted.append("\\r");
            } else if (c == '\t') {
                quoted.append("\\t");
            } else if (c < ' ' || (c >= 0x7f && c <= 0xa0)) {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append(quote).toString();
    }

    /** Returns what Python calls a value's type. */
    static String describe(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof PandasObject || value instanceof Global) {
            return value.toString();
        }
        if (value instanceof NumpyValue) {
            return "array " + value;
        }
        return PythonTypes.nameOf(value);
    }
}
