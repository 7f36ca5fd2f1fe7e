package io.partd.cli.running;

import java.util.Locale;

/** Writes sizes for people to read: {@code 17 B}, {@code 1.5 KiB}, {@code 230 MiB}. */
public final class HumanSize {

    private static final String UNITS = "KMGTPE";

    private HumanSize() {}

    /** Returns a number of bytes in the largest unit of which there is one. */
    public static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 999.5) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, size < 9.95 ? "%.1f" : "%.0f", size) + " " + UNITS.charAt(unit) + "iB";
    }
}
