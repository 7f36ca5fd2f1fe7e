package io.partd.cli.shuffle;

import java.util.regex.Pattern;

/** What partitions are called. */
enum Naming {
    /** {@code part-00000.csv}. */
    NUMBERED,
    /** {@code COLUMN=VALUE}, or several with slashes between them. */
    BY_VALUE;

    private static final Pattern VALUES = Pattern.compile("[^/=]+=[^/]+(/[^/=]+=[^/]+)*");

    /** Returns what files are called if nothing else is wanted. */
    FileNames fileNames() {
        return this == NUMBERED ? FileNames.NUMBERED : FileNames.IN_DIRECTORIES;
    }

    /** Tells whether a key of a store may be the name of a partition. */
    boolean matches(String key) {
        if (this == BY_VALUE) {
            return VALUES.matcher(key).matches();
        }
        FileNames.Parts parts = FileNames.NUMBERED.parts(key);
        return parts != null && parts.file() == 0;
    }
}
