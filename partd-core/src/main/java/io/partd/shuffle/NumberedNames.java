package io.partd.shuffle;

/** The names of numbered partitions: {@code part-00000.csv}. */
final class NumberedNames {

    private static final String NUMBER = "{partition}";

    private final String[] names;

    /**
     * Makes them.
     *
     * @param template has a place for the number; if it has none, it is a suffix of {@code part-{partition}}
     */
    NumberedNames(int count, String template) {
        if (count < 1 || count > Partitioners.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "number of partitions " + count + " is not from 1 to " + Partitioners.MAX_PARTITIONS);
        }
        String whole = template.contains(NUMBER) ? template : "part-" + NUMBER + template;
        names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = whole.replace(
                    NUMBER, String.valueOf(Partitioners.MAX_PARTITIONS + i).substring(1));
        }
    }

    int count() {
        return names.length;
    }

    String name(int partition) {
        return names[partition];
    }
}
