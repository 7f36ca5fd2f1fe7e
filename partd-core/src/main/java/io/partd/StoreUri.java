package io.partd;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store's address, taken apart: {@code scheme:path?name=value&name=value}. In the text, {@code %20} and its like
 * stand for the character they encode, in the path as in the options; a path that starts with {@code //} is left so. No
 * option may be given twice. Immutable.
 *
 * @param scheme which {@link StoreProvider} opens it, lower case
 * @param path what is between the colon and the question mark, decoded; a directory for {@code file}
 * @param options what follows the question mark, decoded
 */
public record StoreUri(String scheme, String path, Map<String, String> options) {

    private static final Pattern PASSWORD = Pattern.compile("^(//[^:/@]*:).*@");
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):([^?]*)(?:\\?(.*))?");

    /** Makes a URI; the options are copied. */
    public StoreUri {
        options = Map.copyOf(options);
    }

    /** Tells whether a text has the form of a store's URI, rather than a plain path's. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * Takes a URI apart.
     *
     * @throws IllegalArgumentException if the text has not the form above, or gives an option twice
     */
    public static StoreUri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no store URI; write scheme:path, as in file:/data/trips");
        }
        String query = matcher.group(3);
        Options options = Options.parse(query == null ? "" : query, text);
        return new StoreUri(
                matcher.group(1).toLowerCase(Locale.ROOT), Options.decode(matcher.group(2)), options.texts());
    }

    /**
     * Checks that there are no options but the valid ones.
     *
     * @throws IllegalArgumentException if there are; the message names the valid ones
     */
    public void requireOptions(Set<String> valid) {
        Options.requireOnly(options.keySet(), valid, toString());
    }

    /**
     * Returns an option that is {@code true} or {@code false}; false where it is absent.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public boolean flag(String name) {
        String value = options.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(
                    "option " + name + "=" + value + " in " + this + " must be true or false");
        }
        return value.equals("true");
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
        StringBuilder text = new StringBuilder(scheme)
                .append(':')
                .append(PASSWORD.matcher(path).replaceFirst("$1***@"));
        char before = '?';
        for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
            text.append(before).append(option.getKey()).append('=').append(option.getValue());
            before = '&';
        }
        return text.toString();
    }
}
