package io.partd.shuffle;

/** The names of numbered partitions: {@code part-00000.csv}. */
final class NumberedNames {

    private final String[] names;

    NumberedNames(int count, String suffix) {
        if (count < 1 || count > Partitioners.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "number of partitions " + count + " is not from 1 to " + Partitioners.MAX_PARTITIONS);
        }
        names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = "part-" + String.valueOf(Partitioners.MAX_PARTITIONS + i).substring(1) + suffix;
        }
    }

    int count() {
        return names.length;
    }

    String name(int partition) {
        return names[partition];
    }
}
