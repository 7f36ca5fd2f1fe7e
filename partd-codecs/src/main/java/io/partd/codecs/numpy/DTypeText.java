package io.partd.codecs.numpy;

import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;

/** Reads the text of a dtype, once. */
final class DTypeText {

    private static final int LARGEST_ITEM = Integer.MAX_VALUE - 8;
    private static final int MOST_DIGITS = 10;
    private static final int MOST_SHOWN = 60;
    private static final int REFERENCE = 8;
    private static final Set<String> UNITS =
            Set.of("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as");

    private final String text;
    private int at;

    DTypeText(String text) {
        this.text = text;
    }

    DType parse() {
        char order = order();
        Kind kind = kind();
        int itemSize = kind == Kind.OBJECT ? REFERENCE : itemSize(kind);
        String unit = kind.isTime() && !atEnd() ? unit() : "";
        if (!atEnd()) {
            throw refused("nothing may follow " + shown(text.substring(0, at)));
        }
        if (order == '|' && kind.bytesPerPart(itemSize) > 1) {
            throw refused("it needs a byte order, < or >");
        }
        return new DType(kind, itemSize, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, unit);
    }

    private char order() {
        if (!atEnd() && "<>|=".indexOf(text.charAt(at)) >= 0) {
            return text.charAt(at++);
        }
        return '=';
    }

    private Kind kind() {
        if (!atEnd()) {
            for (Kind kind : Kind.values()) {
                if (kind.letter() == text.charAt(at)) {
                    at++;
                    return kind;
                }
            }
        }
        throw refused("a byte order and one of the letters biufcmMSUVO are to begin it");
    }

    private int itemSize(Kind kind) {
        long size = number() * kind.bytesPerCount();
        if (size > LARGEST_ITEM) {
            throw refused("an element has at most " + LARGEST_ITEM + " bytes");
        }
        Set<Integer> sizes = kind.sizes();
        if (!sizes.isEmpty() && !sizes.contains((int) size)) {
            throw refused("'" + kind.letter() + "' has one of the sizes " + new TreeSet<>(sizes));
        }
        return (int) size;
    }

    private String unit() {
        if (text.charAt(at) != '[' || text.charAt(text.length() - 1) != ']') {
            throw refused("only a unit in brackets may follow the size");
        }
        at++;
        long count = isDigit() ? number() : 1;
        if (count > Integer.MAX_VALUE) {
            throw refused("a unit is taken at most " + Integer.MAX_VALUE + " times");
        }
        String name = text.substring(at, text.length() - 1);
        if (!UNITS.contains(name)) {
            throw refused("a unit is one of " + new TreeSet<>(UNITS));
        }
        at = text.length();
        return count == 1 ? name : count + name;
    }

    private long number() {
        int begin = at;
        while (isDigit() && at - begin <= MOST_DIGITS) {
            at++;
        }
        if (at == begin || text.charAt(begin) == '0') {
            throw refused("a number of 1 or more is to follow " + shown(text.substring(0, begin)));
        }
        if (at - begin > MOST_DIGITS) {
            throw refused("a number has at most " + MOST_DIGITS + " digits");
        }
        return Long.parseLong(text, begin, at, 10);
    }

    private boolean isDigit() {
        return !atEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private boolean atEnd() {
        return at == text.length();
    }

    private IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException(shown(text) + " is not a dtype: " + reason);
    }

    /** Shows what may be long, and anything but text. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), MOST_SHOWN); i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return shown.append(text.length() > MOST_SHOWN ? "…'" : "'").toString();
    }
}
