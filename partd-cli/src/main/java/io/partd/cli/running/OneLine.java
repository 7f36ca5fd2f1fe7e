package io.partd.cli.running;

/** Messages in one line, without characters that a terminal obeys, as names, headers and values may have them. */
public final class OneLine {

    private OneLine() {}

    /** Returns a message with spaces for line ends, and with question marks for other control characters. */
    public static String of(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ").strip().replaceAll("[\\p{Cc}&&[^\\t]]", "?");
    }

    /**
     * Returns a text with escapes, as Java has them, for control characters, those that turn text around, and
     * backslashes.
     */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\\' -> escaped.append("\\\\");
                default -> {
                    int type = Character.getType(c);
                    if (type == Character.CONTROL
                            || type == Character.FORMAT
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR) {
                        for (char unit : Character.toChars(c)) {
                            escaped.append(String.format("\\u%04x", (int) unit));
                        }
                    } else {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
