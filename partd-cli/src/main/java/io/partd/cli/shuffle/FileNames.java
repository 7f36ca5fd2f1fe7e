package io.partd.cli.shuffle;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What partitions' files are called, by a template such as {@code trips-{partition}-{file}.{ext}}. If it has no place
 * for the number of a file, the second file of a partition has {@code -1} at the end, and the first one nothing.
 */
final class FileNames {

    private static final String PARTITION = "{partition}";
    private static final String FILE = "{file}";
    private static final String EXT = ".{ext}";
    private static final Set<String> ALL = Set.of("partition", "file", "ext");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern INVALID = Pattern.compile("[^A-Za-z0-9 \\-_.()]");
    private static final Pattern SIDE_BY_SIDE =
            Pattern.compile("\\{(partition|file)}[0-9{]|[0-9}]\\{(partition|file)}");
    private static final int LONGEST = 200;

    /** The names of numbered partitions, if no others are wanted. */
    static final FileNames NUMBERED = new FileNames("part-{partition}.{ext}");

    /** The names of files in directories of partitions, if no others are wanted. */
    static final FileNames IN_DIRECTORIES = new FileNames("data.{ext}");

    private final String stem;
    private final Pattern pattern;

    private FileNames(String template) {
        stem = template.substring(0, template.length() - EXT.length());
        String name = Pattern.quote(stem)
                .replace(PARTITION, "\\E(?<partition>\\d{5,})\\Q")
                .replace(FILE, "\\E(?<file>\\d{1,9})\\Q");
        String further = stem.contains(FILE) ? "" : "(-(?<file>\\d{1,9}))?";
        pattern = Pattern.compile(name + further + "(?<ext>(\\.\\w+)?(\\.(gz|zst|bz2|lz4|xz))?)");
    }

    /**
     * Parses a template.
     *
     * @throws IllegalArgumentException if it makes no names for all files, or names of others
     */
    static FileNames of(String template, Naming naming) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            if (!ALL.contains(placeholder.group(1))) {
                throw invalid(
                        template, "there is no " + placeholder.group() + "; there are {partition}, {file} and {ext}");
            }
            if (template.indexOf(placeholder.group(), placeholder.end()) >= 0) {
                throw invalid(template, "it has " + placeholder.group() + " twice");
            }
        }
        if (naming == Naming.NUMBERED && !template.contains(PARTITION)) {
            throw invalid(template, "all partitions would have one file; put {partition} into it");
        }
        if (naming == Naming.BY_VALUE && template.contains(PARTITION)) {
            throw invalid(
                    template, "with --distinct a partition is a directory, and has no number; leave out {partition}");
        }
        if (!template.endsWith(EXT)) {
            throw invalid(template, "readers tell the format by the end of a name; let it end with .{ext}");
        }
        if (SIDE_BY_SIDE.matcher(template).find()) {
            throw invalid(
                    template,
                    "digits beside those of a number are taken for a part of it; put another character between them");
        }
        Matcher invalid = INVALID.matcher(PLACEHOLDER.matcher(template).replaceAll(""));
        if (invalid.find()) {
            throw invalid(
                    template,
                    "a name cannot have '" + invalid.group() + "'; valid are A-Z, a-z, 0-9, space, - _ . ( )");
        }
        if (template.startsWith(".") || template.startsWith("_")) {
            throw invalid(template, "readers skip names that begin with . or _; begin it otherwise");
        }
        if (template.length() > LONGEST) {
            throw invalid(template, "it has " + template.length() + " characters; " + LONGEST + " are possible");
        }
        return new FileNames(template);
    }

    private static IllegalArgumentException invalid(String template, String why) {
        return new IllegalArgumentException("--names " + template + ": " + why);
    }

    /** Returns what numbered partitions are called, as a template of the library: as their first files. */
    String ofPartitions(String suffix) {
        return stem.replace(FILE, "0") + suffix;
    }

    /**
     * Returns a file's name without what it ends in.
     *
     * @param partition the partition's number, with all its digits
     * @param file 0 for the first one
     */
    String name(String partition, int file) {
        String name = stem.replace(PARTITION, partition).replace(FILE, Integer.toString(file));
        return file == 0 || stem.contains(FILE) ? name : name + "-" + file;
    }

    /**
     * What a name says.
     *
     * @param partition the partition's number; empty if the partition is a directory
     * @param file the number of the file in its partition; 0 for the first one
     * @param extension what the name ends in, with the dot; empty if it is nothing
     */
    record Parts(String partition, int file, String extension) {}

    /** Returns what a name says; null if no partition has a file of that name. */
    @Nullable
    Parts parts(String name) {
        Matcher parts = pattern.matcher(name);
        if (!parts.matches()) {
            return null;
        }
        String partition = stem.contains(PARTITION) ? parts.group("partition") : "";
        String file = parts.group("file");
        return new Parts(partition, file == null ? 0 : Integer.parseInt(file), parts.group("ext"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileNames names && stem.equals(names.stem);
    }

    @Override
    public int hashCode() {
        return stem.hashCode();
    }

    /** Returns the template. */
    @Override
    public String toString() {
        return stem + EXT;
    }
}
