package io.partd.file;

import io.partd.InvalidKeyException;
import io.partd.internal.CString;
import org.jspecify.annotations.Nullable;

/**
 * A key as a path below a dataset's directory. Only keys that Python stores under the same path are valid: from others
 * Python drops characters, so that different keys share a file.
 */
final class Key {

    private static final int MAX_PART = 255;
    private static final int MAX_PATH = 4095;
    private static final String LOCK = ".lock";

    private final String text;
    private final String directory;
    private final byte[] name;

    private Key(String text) {
        int slash = text.lastIndexOf('/');
        this.text = text;
        this.directory = slash < 0 ? "" : text.substring(0, slash);
        this.name = CString.of(text.substring(slash + 1));
    }

    /**
     * Checks a text and returns it as a key.
     *
     * @param before the length in bytes of the path in front of the key
     */
    static Key of(String text, int before) throws InvalidKeyException {
        String fault = fault(text);
        if (fault != null) {
            throw new InvalidKeyException(text, fault);
        }
        if (before + text.length() > MAX_PATH) {
            throw new InvalidKeyException(
                    text, "makes a path of " + (before + text.length()) + " bytes; the system allows " + MAX_PATH);
        }
        return new Key(text);
    }

    String text() {
        return text;
    }

    /** Returns the path without its last part; empty if the key has only one part. */
    String directory() {
        return directory;
    }

    /** Returns the last part as a C string. */
    byte[] name() {
        return name;
    }

    /** Returns whether a text is a valid key in some dataset. */
    static boolean isValid(String text) {
        return fault(text) == null;
    }

    /** Returns what is wrong with a text as a key, or null. */
    private static @Nullable String fault(String text) {
        if (text.isEmpty()) {
            return "a key must have at least one character";
        }
        if (text.charAt(0) == '/') {
            return "starts with '/'; a key is relative, as in 'a/b'";
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '/') {
                String fault = partFault(text, start, i);
                if (fault != null) {
                    return fault;
                }
                start = i + 1;
            } else if (!isValid(text.charAt(i))) {
                int codePoint = text.codePointAt(i);
                return String.format(
                        "has the character '%s' (U+%04X); valid are A-Z, a-z, 0-9, space, - _ . ( ) and, between"
                                + " parts, /",
                        Character.toString(codePoint), codePoint);
            }
        }
        return null;
    }

    private static @Nullable String partFault(String text, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return "has an empty part; the parts between '/' have at least one character each";
        }
        if (length > MAX_PART) {
            return "has a part of " + length + " bytes; the file system allows " + MAX_PART;
        }
        if (text.charAt(start) == '.') {
            if (length == 1) {
                return "has the part '.', which names a directory itself; leave it out";
            }
            if (length == 2 && text.charAt(start + 1) == '.') {
                return "has the part '..', which leads out of the directory; a key stays within the dataset";
            }
            if (length == LOCK.length() && text.startsWith(LOCK, start)) {
                return "has the part '.lock', which is the name of the dataset's lock file";
            }
        }
        return null;
    }

    private static boolean isValid(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.() ".indexOf(c) >= 0;
    }
}
