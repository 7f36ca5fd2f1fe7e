package io.partd.cli.running;

/** Messages in one line, without characters that a terminal obeys, as names, headers and values may have them. */
public final class OneLine {

    private OneLine() {}

    /** Returns a message with spaces for line ends, and with question marks for other control characters. */
    public static String of(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ").strip().replaceAll("[\\p{Cc}&&[^\\t]]", "?");
    }
}
