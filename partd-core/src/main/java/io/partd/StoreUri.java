package io.partd;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsed address of a store: {@code scheme:path?name=value&name=value}. Percent escapes such as {@code %20} are
 * decoded in the path and in the options. A path may start with {@code //}. Immutable.
 *
 * <pre>{@code
 * StoreUri uri = StoreUri.parse("log:/data/trips?fsync=flush");
 * Path directory = uri.directory(); // /data/trips
 * }</pre>
 *
 * @param scheme the scheme of the {@link StoreProvider}, in lower case
 * @param path the decoded text between the colon and the question mark; a directory for {@code log} and {@code file}
 * @param options the options after the question mark
 */
public record StoreUri(String scheme, String path, Options options) {

    private static final Pattern PASSWORD = Pattern.compile("^(//[^:/@]*:).*@");
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):([^?]*)(?:\\?(.*))?");

    /** Returns whether a text has the form of a store's URI, and not that of a plain path. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * Parses a URI.
     *
     * @throws IllegalArgumentException if the text is not of the form {@code scheme:path?name=value}
     */
    public static StoreUri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a store URI; write scheme:path, as in file:/data/trips");
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
     * Returns the path as a directory, absolute or relative.
     *
     * @throws IllegalArgumentException if the path is empty, or names a host
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
     * Returns the URI for messages, without the password of {@code scheme://user:password@host}. It is not encoded, so
     * the text may not parse.
     */
    @Override
    public String toString() {
        return scheme + ":" + withoutPassword(path) + (options.isEmpty() ? "" : "?" + options);
    }
}
