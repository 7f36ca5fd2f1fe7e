package io.partd.cli.shuffle;

import io.partd.Metadata;
import io.partd.Store;
import io.partd.cli.values.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a store remembers of the shuffle that made it, in its metadata. {@code docs/shuffle.md} has the entries. */
final class StoreProperties {

    private static final String PARTITIONING = "shuffle";
    private static final String BY = " by ";

    /** The bounds of ranges in JSON, in as many entries as they need. */
    private static final String BOUNDS = "shuffle.bounds.";

    private static final int LONGEST_ENTRY = 1 << 16;

    /** A log has 1 MiB for all its metadata. */
    private static final int MOST_ENTRIES = 15;

    private StoreProperties() {}

    /**
     * Has a store remember how it is partitioned, if it keeps metadata. The first partitioning wins. Bounds that are
     * too long for metadata are left out.
     *
     * @param bounds where ranges begin; null if there are none
     */
    static void remember(Store store, Partitioning partitioning, @Nullable List<byte[]> bounds) throws IOException {
        Metadata metadata = store.metadata().orElse(null);
        byte[] text = partitioning.toString().getBytes(StandardCharsets.UTF_8);
        if (metadata == null || !metadata.putIfAbsent(PARTITIONING, text) || bounds == null) {
            return;
        }
        byte[] json =
                JsonText.of(Map.of(BOUNDS, DatasetProperties.json(bounds))).getBytes(StandardCharsets.UTF_8);
        if (json.length > MOST_ENTRIES * LONGEST_ENTRY) {
            return;
        }
        for (int from = 0; from < json.length; from += LONGEST_ENTRY) {
            byte[] entry = Arrays.copyOfRange(json, from, Math.min(json.length, from + LONGEST_ENTRY));
            metadata.putIfAbsent(BOUNDS + from / LONGEST_ENTRY, entry);
        }
    }

    /**
     * Checks that a store remembers the same partitioning, or none.
     *
     * @param remedy what to do otherwise
     */
    static void requireSame(Store store, Partitioning partitioning, String remedy) throws IOException {
        byte[] entry = entries(store).get(PARTITIONING);
        if (entry == null) {
            return;
        }
        String present = new String(entry, StandardCharsets.UTF_8);
        int by = present.indexOf(BY);
        boolean same = by > 0
                && present.substring(0, by).equals(partitioning.way())
                && partitioning.isBy(present.substring(by + BY.length()));
        if (!same) {
            throw new IOException(store + " is partitioned by shuffle's '" + present + "', and not by '" + partitioning
                    + "'; " + remedy);
        }
    }

    /**
     * Returns where the ranges of a store begin; null if it does not remember that it has ranges.
     *
     * @throws IOException if it remembers its ranges without their bounds, or if these are damaged
     */
    static @Nullable List<byte[]> bounds(Store store) throws IOException {
        Map<String, byte[]> entries = entries(store);
        if (!entries.containsKey(PARTITIONING)) {
            return null;
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        for (int i = 0; entries.containsKey(BOUNDS + i); i++) {
            json.write(entries.get(BOUNDS + i));
        }
        try {
            if (JsonText.object(json.toString(StandardCharsets.UTF_8)).get(BOUNDS) instanceof List<?> bounds) {
                return DatasetProperties.bounds(bounds);
            }
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            throw withoutBounds(store, e);
        }
        throw withoutBounds(store, null);
    }

    private static IOException withoutBounds(Store store, @Nullable Exception cause) {
        return new IOException(
                store + " does not remember the bounds of its ranges, so that no rows can be added to them; make it"
                        + " again with --overwrite, or choose another dataset",
                cause);
    }

    private static Map<String, byte[]> entries(Store store) throws IOException {
        Metadata metadata = store.metadata().orElse(null);
        return metadata == null ? Map.of() : metadata.entries();
    }
}
