package io.partd;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store's address, taken apart: {@code scheme:path?name=value&name=value}. In the text, {@code %20} and its like
 * stand for the character they encode, in the path as in the options; a path that starts with {@code //} is left so.
 * Immutable.
 *
 * @param scheme which {@link StoreProvider} opens it, lower case
 * @param path what is between the colon and the question mark, decoded; a directory for {@code file}
 * @param options what follows the question mark
 */
public record StoreUri(String scheme, String path, Options options) {

    private static final Pattern PASSWORD = Pattern.compile("^(//[^:/@]*:).*@");
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):([^?]*)(?:\\?(.*))?");

    /** Tells whether a text has the form of a store's URI, rather than a plain path's. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * Takes a URI apart.
     *
     * @throws IllegalArgumentException if the text has not the form above
     */
    public static StoreUri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no store URI; write scheme:path, as in file:/data/trips");
        }
        String scheme = matcher.group(1);
        String path = matcher.group(2);
        String query = matcher.group(3);
        Options options = query == null
                ? Options.none()
                : Options.parse(query, scheme + ":" + withoutPassword(path) + "?" + query);
        return new StoreUri(scheme.toLowerCase(Locale.ROOT), Options.decode(path, withoutPassword(path)), options);
    }

    private static String withoutPassword(String path) {
        return PASSWORD.matcher(path).replaceFirst("$1***@");
    }

    /**
     * Returns the path as a directory of the system, absolute or relative.
     *
     * @throws IllegalArgumentException if it is empty, or names a host
     */
    public Path directory() {
        if (path.startsWith("//") && !path.startsWith("///")) {
            throw new IllegalArgumentException(
                    this + " names the host '" + path.substring(2).split("/", 2)[0] + "'; write " + scheme
                            + ":/directory or " + scheme + ":///directory for an absolute directory");
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    this + " names no directory; write " + scheme + ":directory, as in " + scheme + ":/data/trips");
        }
        return Path.of(path);
    }

    /**
     * Returns the URI as text, for messages: without the password of {@code scheme://user:password@host}, and nothing
     * is encoded in it, so it may not be parsed again.
     */
    @Override
    public String toString() {
        return scheme + ":" + withoutPassword(path) + (options.isEmpty() ? "" : "?" + options);
    }
}
