package io.partd.zmq.server;

import io.partd.InvalidKeyException;

/** What a client is told of a failure. */
final class Reasons {

    private static final int LONGEST = 500;
    /** As much of a key as its exception's message has, at most. */
    private static final int LONGEST_KEY = 80;

    private Reasons() {}

    /** Returns it in a line. */
    static String of(Throwable e) {
        String message = e.getMessage();
        if (e instanceof OutOfMemoryError) {
            message = "the server is out of memory (" + message + ")";
        }
        return cut(message == null ? e.getClass().getSimpleName() : message);
    }

    /** Returns it without the key, which is sent beside it. */
    static String withoutKey(InvalidKeyException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(
                "': ", Math.min(message.length(), Math.min(e.key().length(), LONGEST_KEY)));
        return cut(end < 0 ? message : message.substring(end + 3));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
