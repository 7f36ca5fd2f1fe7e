package io.partd.shuffle;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds names that are spelled much like one that is not there. */
final class NearNames {

    private static final int MOST = 3;
    private static final int LONGEST = 100;

    private NearNames() {}

    /** Returns what to add to a message about a missing name: nothing if no name is near. */
    static String hint(String missing, Collection<String> names) {
        int most = (missing.length() + 1) / 3;
        List<String> near = names.stream()
                .distinct()
                .filter(name -> distance(missing, name) <= most)
                .sorted(Comparator.comparingInt(name -> distance(missing, name)))
                .limit(MOST)
                .toList();
        return near.isEmpty()
                ? ""
                : near.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or ", ", but ", ""));
    }

    /** Returns how many characters have to be added, removed or replaced, in whatever case they are. */
    private static int distance(String one, String other) {
        if (one.length() > LONGEST || other.length() > LONGEST) {
            return Integer.MAX_VALUE;
        }
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
