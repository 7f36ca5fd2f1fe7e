package io.partd;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options after the question mark of a store's URI or a codec's name: {@code level=19&max=4g}. Percent escapes such
 * as {@code %20} are decoded. Immutable.
 *
 * <pre>{@code
 * Options options = Options.parse("level=19&max=4g", "zstd?level=19&max=4g");
 * options.requireOnly(Set.of("level", "max"));
 * int level = options.number("level").orElse(3);
 * ByteSize max = options.size("max").orElse(ByteSize.of("1g"));
 * }</pre>
 */
public final class Options {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final String where;
    private final Map<String, List<String>> values;

    private Options(String where, Map<String, List<String>> values) {
        this.where = where;
        this.values = values;
    }

    /** Returns no options. */
    public static Options none() {
        return new Options("", Map.of());
    }

    /**
     * Parses options.
     *
     * @param query the text after the question mark, perhaps empty
     * @param where the whole text, for messages
     * @throws IllegalArgumentException if the text is not of the form {@code name=value&name=value}
     */
    public static Options parse(String query, String where) {
        Map<String, List<String>> values = new TreeMap<>();
        String[] pairs = query.isEmpty() ? new String[0] : query.split("&", -1);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("option '" + pair + "' in '" + where + "' is not name=value");
            }
            values.computeIfAbsent(decode(pair.substring(0, equals)), name -> new ArrayList<>())
                    .add(decode(pair.substring(equals + 1)));
        }
        return new Options(where, values);
    }

    /** Decodes percent escapes. A plus stays a plus, unlike in an HTML form. */
    static String decode(String text) {
        return decode(text, text);
    }

    /** Decodes percent escapes in a text. Messages show another text in its place. */
    static String decode(String text, String shown) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + shown + "' has a % that two hexadecimal digits do not follow; a % itself is written %25", e);
        }
    }

    /** Returns whether there are no options. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Checks that all options are valid.
     *
     * @throws IllegalArgumentException if an option is not; the message names the valid ones
     */
    public void requireOnly(Set<String> valid) {
        for (String name : values.keySet()) {
            if (!valid.contains(name)) {
                throw new IllegalArgumentException("unknown option '" + name + "' in '" + where + "'; "
                        + (valid.isEmpty() ? "there are none here" : "there are " + new TreeSet<>(valid)));
            }
        }
    }

    /** Returns all values of an option that may be given several times, in order. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /**
     * Returns the value of an option.
     *
     * @throws IllegalArgumentException if the option is given twice
     */
    public Optional<String> text(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw new IllegalArgumentException("option '" + name + "' is given twice in '" + where + "'");
        }
        return all.stream().findFirst();
    }

    /**
     * Returns the value of an option that is a whole number.
     *
     * @throws IllegalArgumentException if the value is not a whole number, or the option is given twice
     */
    public Optional<Integer> number(String name) {
        return text(name).map(text -> number(name, text));
    }

    private int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw refused(name, text, "must be a whole number", e);
        }
    }

    /**
     * Returns the value of an option that is {@code true} or {@code false}; false if it is absent.
     *
     * @throws IllegalArgumentException if the option is neither, or is given twice
     */
    public boolean flag(String name) {
        String value = text(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(
                    "option " + name + "=" + value + " in '" + where + "' must be true or false");
        }
        return value.equals("true");
    }

    /**
     * Returns the value of an option that is a size, such as {@code 64m}.
     *
     * @throws IllegalArgumentException if the value is not a size, or the option is given twice
     */
    public Optional<ByteSize> size(String name) {
        return text(name).map(text -> size(name, text));
    }

    private ByteSize size(String name, String text) {
        try {
            return ByteSize.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "option " + name + "=" + text + " in '" + where + "': " + e.getMessage(), e);
        }
    }

    /**
     * Returns the value of an option that is a duration, such as {@code 500ms} or {@code 30s}.
     *
     * @throws IllegalArgumentException if the value is not a duration, or the option is given twice
     */
    public Optional<Duration> time(String name) {
        return text(name).map(text -> time(name, text));
    }

    private Duration time(String name, String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw refused(name, text, "is not a duration; write a number and ms, s, m or h, as in 500ms or 30s", null);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /**
     * Returns the value of an option that names a constant of an enum, in lower case and with hyphens.
     *
     * @throws IllegalArgumentException if the value names no constant, or the option is given twice
     */
    public <E extends Enum<E>> Optional<E> choice(String name, Class<E> words) {
        return text(name).map(text -> choice(name, text, words));
    }

    private <E extends Enum<E>> E choice(String name, String text, Class<E> words) {
        Map<String, E> known = new LinkedHashMap<>();
        for (E word : words.getEnumConstants()) {
            known.put(word.name().toLowerCase(Locale.ROOT).replace('_', '-'), word);
        }
        E found = known.get(text);
        if (found == null) {
            throw refused(name, text, "must be one of " + known.keySet(), null);
        }
        return found;
    }

    private IllegalArgumentException refused(String name, String text, String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("option " + name + "=" + text + " in '" + where + "' " + why, cause);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options options && values.equals(options.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Returns the options for messages, sorted by name. They are not encoded, so the text may not parse. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .flatMap(option -> option.getValue().stream().map(value -> option.getKey() + "=" + value))
                .collect(Collectors.joining("&"));
    }
}
