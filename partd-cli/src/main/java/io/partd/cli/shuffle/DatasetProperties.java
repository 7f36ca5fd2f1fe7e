package io.partd.cli.shuffle;

import io.partd.cli.values.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset in a directory remembers of the shuffles that made it, in a hidden file. {@code docs/shuffle.md} has
 * the format.
 *
 * @param partitioning how rows are partitioned
 * @param format what files' names end in, without the dot
 * @param names what files are called
 * @param bounds where ranges begin but for the first one; null if there are no ranges
 * @param runs the identifiers of the runs that added rows, if they had any
 */
record DatasetProperties(
        Partitioning partitioning,
        String format,
        FileNames names,
        @Nullable List<byte[]> bounds,
        List<String> runs) {

    /** The file's name. It is no key of a file store, because {@code +} is in none, and readers of tables skip it. */
    static final String FILE = ".partd+shuffle";

    private static final long VERSION = 1;
    private static final String VERSION_NAME = "version";
    private static final String METHOD = "method";
    private static final String PARTITIONS = "partitions";
    private static final String COLUMNS = "columns";
    private static final String FORMAT = "format";
    private static final String NAMES = "names";
    private static final String BOUNDS = "bounds";
    private static final String RUNS = "runs";
    private static final String BASE64 = "base64";

    /**
     * Returns what a directory remembers; null if it is nothing.
     *
     * @throws IOException if the file cannot be understood
     */
    static @Nullable DatasetProperties read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            return of(JsonText.object(Files.readString(file)));
        } catch (IOException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new IOException(
                    file + " does not say how the dataset is partitioned: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; delete it if partitions are right",
                    e);
        }
    }

    private static DatasetProperties of(Map<String, @Nullable Object> json) {
        Object version = json.get(VERSION_NAME);
        if (!Long.valueOf(VERSION).equals(version)) {
            throw new IllegalArgumentException("its version is " + version + ", and not " + VERSION);
        }
        Partitioning.Method method =
                Partitioning.Method.valueOf(text(json, METHOD).replace(' ', '_').toUpperCase(Locale.ROOT));
        long count = json.get(PARTITIONS) instanceof Long number ? number : 0;
        List<String> columns = texts(json, COLUMNS);
        Object bounds = json.get(BOUNDS);
        Partitioning partitioning = new Partitioning(method, Math.toIntExact(count), columns);
        Naming naming = partitioning.naming();
        return new DatasetProperties(
                partitioning,
                text(json, FORMAT),
                json.containsKey(NAMES) ? FileNames.of(text(json, NAMES), naming) : naming.fileNames(),
                bounds == null ? null : bounds((List<?>) bounds),
                texts(json, RUNS));
    }

    private static String text(Map<String, @Nullable Object> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' is " + json.get(name));
    }

    private static List<String> texts(Map<String, @Nullable Object> json, String name) {
        if (json.get(name) instanceof List<?> list) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new IllegalArgumentException("'" + name + "' is " + json.get(name));
    }

    /** Returns bounds that {@link #json(List)} has made. */
    static List<byte[]> bounds(List<?> json) {
        List<byte[]> bounds = new ArrayList<>();
        for (Object bound : json) {
            bounds.add(
                    bound instanceof Map<?, ?> map
                            ? Base64.getDecoder().decode((String) map.get(BASE64))
                            : ((String) bound).getBytes(StandardCharsets.UTF_8));
        }
        return bounds;
    }

    /** Writes the file. */
    void write(Path directory) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(VERSION_NAME, VERSION);
        json.put(METHOD, partitioning.method().toString());
        if (partitioning.count() > 0) {
            json.put(PARTITIONS, partitioning.count());
        }
        json.put(COLUMNS, partitioning.columns());
        json.put(FORMAT, format);
        if (!names.equals(partitioning.naming().fileNames())) {
            json.put(NAMES, names.toString());
        }
        if (bounds != null) {
            json.put(BOUNDS, json(bounds));
        }
        json.put(RUNS, runs);
        Files.writeString(directory.resolve(FILE), JsonText.of(json));
    }

    /** Returns bounds for JSON. */
    static List<Object> json(List<byte[]> bounds) {
        return bounds.stream().map(DatasetProperties::json).toList();
    }

    /** Returns a bound as text if it is some, and else in Base64. */
    static Object json(byte[] bound) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bound))
                    .toString();
            if (text.codePoints().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // It is no text.
        }
        return Map.of(BASE64, Base64.getEncoder().encodeToString(bound));
    }

    /**
     * Checks that rows are partitioned in the same way.
     *
     * @param place the dataset
     * @throws IOException if they are not; the message names both
     */
    void requireSame(Partitioning rows, String rowsFormat, Path place) throws IOException {
        if (!partitioning.isLike(rows) || !format.equals(rowsFormat)) {
            throw new IOException(place + " is partitioned by shuffle's '" + partitioning + "' as " + format
                    + ", and not by '" + rows + "' as " + rowsFormat
                    + "; use the same --by, -n and format, or choose another directory");
        }
    }

    /** Returns the same after another run. */
    DatasetProperties with(@Nullable String run) {
        if (run == null) {
            return this;
        }
        List<String> all = new ArrayList<>(runs);
        all.add(run);
        return new DatasetProperties(partitioning, format, names, bounds, all);
    }
}
