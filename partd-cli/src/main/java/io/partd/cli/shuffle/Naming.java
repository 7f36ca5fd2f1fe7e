package io.partd.cli.shuffle;

import java.util.regex.Pattern;

/** What partitions are called. */
enum Naming {
    /** {@code part-00000.csv}. */
    NUMBERED("part-\\d{5,}(\\.\\w+)?"),
    /** {@code COLUMN=VALUE}, or several with slashes between them. */
    BY_VALUE("[^/=]+=[^/]+(/[^/=]+=[^/]+)*");

    private final Pattern name;

    Naming(String name) {
        this.name = Pattern.compile(name);
    }

    /** Tells whether a key may be the name of a partition. */
    boolean matches(String key) {
        return name.matcher(key).matches();
    }
}
