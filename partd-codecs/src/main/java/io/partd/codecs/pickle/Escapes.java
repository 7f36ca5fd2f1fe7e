package io.partd.codecs.pickle;

import java.io.IOException;

/** The texts of protocol 0, which are lines of printable characters with escapes. */
final class Escapes {

    private Escapes() {}

    /** Python's {@code raw-unicode-escape}: a backslash counts only before a {@code u} or {@code U}. */
    static String ofUnicode(String line) throws IOException {
        if (line.indexOf('\\') < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length());
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at++);
            text.append(c);
            if (c == '\\' && at < line.length()) {
                char next = line.charAt(at++);
                if (next == 'u' || next == 'U') {
                    int digits = next == 'u' ? 4 : 8;
                    text.setLength(text.length() - 1);
                    text.appendCodePoint(hex(line, at, digits));
                    at += digits;
                } else {
                    text.append(next);
                }
            }
        }
        return text.toString();
    }

    /** A text of Python 2: in quotes, with the escapes of its literals. */
    static String ofString(String line) throws IOException {
        int last = line.length() - 1;
        if (last < 1 || line.charAt(0) != line.charAt(last) || (line.charAt(0) != '\'' && line.charAt(0) != '"')) {
            throw new IOException("a text has no quotes around it");
        }
        StringBuilder text = new StringBuilder(line.length());
        int at = 1;
        while (at < last) {
            char c = line.charAt(at++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            if (at == last) {
                throw new IOException("a text ends with half an escape");
            }
            char escape = line.charAt(at++);
            int simple = "\\'\"abfnrtv".indexOf(escape);
            if (simple >= 0) {
                text.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
            } else if (escape == 'x') {
                text.append((char) hex(line, at, 2));
                at += 2;
            } else if (escape >= '0' && escape <= '7') {
                int value = escape - '0';
                for (int i = 0; i < 2 && at < last && line.charAt(at) >= '0' && line.charAt(at) <= '7'; i++) {
                    value = 8 * value + line.charAt(at++) - '0';
                }
                text.append((char) (value & 0xff));
            } else {
                text.append('\\').append(escape);
            }
        }
        return requireAscii(text.toString());
    }

    /** Python 2's bytes are read as text, as Python 3 does unless told otherwise. */
    static String requireAscii(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                throw new IOException("a text of Python 2 is not ASCII at its byte " + i);
            }
        }
        return text;
    }

    private static int hex(String line, int at, int digits) throws IOException {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = i < line.length() ? Character.digit(line.charAt(i), 16) : -1;
            if (digit < 0) {
                throw new IOException("an escape has no " + digits + " hexadecimal digits");
            }
            value = (value << 4) | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw new IOException("an escape is of no character");
        }
        return value;
    }
}
