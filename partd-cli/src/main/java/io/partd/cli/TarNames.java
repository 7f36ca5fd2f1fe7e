package io.partd.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * What the keys of a dataset are called in a tar archive. An entry has the name of its key where programs can unpack it
 * so. Others are in the directory {@code .partd/keys}, and have their key in an extended header of POSIX.
 */
final class TarNames {

    /** The directory of what is not a key's own name. */
    private static final String OWN = ".partd/";

    /** The entry that comes first, and tells how many keys there are. */
    static final String DATASET = OWN + "dataset.json";

    /** The directory of a dataset's metadata. */
    static final String METADATA = OWN + "metadata/";

    private static final String KEYS = OWN + "keys/";

    /** The longest name of a file that systems allow, in bytes. */
    private static final int LONGEST = 255;

    private static final String HEADER = "PARTD.key";

    private TarNames() {}

    /** Makes the entry of one of all keys, without its size. */
    static TarArchiveEntry entry(String key, SortedMap<String, ?> all) {
        boolean isDirectory = startsAny(key + "/", all);
        if (isPath(key) && !isDirectory) {
            return plain(key);
        }
        String name = URLEncoder.encode(key, StandardCharsets.UTF_8).replace(".", "%2E");
        TarArchiveEntry entry = plain(KEYS + (name.length() <= LONGEST ? name : hash(key)));
        entry.addPaxHeader(HEADER, key);
        return entry;
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Makes an entry that is the same on each machine, at each time. */
    static TarArchiveEntry plain(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setMode(0644);
        return entry;
    }

    private static boolean startsAny(String beginning, SortedMap<String, ?> all) {
        SortedMap<String, ?> from = all.tailMap(beginning);
        return !from.isEmpty() && from.firstKey().startsWith(beginning);
    }

    /** Tells whether a name stays in the directory that it is unpacked into, and has no other spelling. */
    private static boolean isPath(String name) {
        return !name.startsWith(OWN)
                && !name.equals(".partd")
                && name.chars().noneMatch(c -> c == 0)
                && Arrays.stream(name.split("/", -1))
                        .noneMatch(part -> part.isEmpty()
                                || part.equals(".")
                                || part.equals("..")
                                || part.getBytes(StandardCharsets.UTF_8).length > LONGEST);
    }

    /**
     * Returns the key of an entry.
     *
     * @throws IOException if its name would leave the directory that it is unpacked into, or has several spellings
     */
    static String key(TarArchiveEntry entry) throws IOException {
        Map<String, String> headers = entry.getExtraPaxHeaders();
        String key = headers.get(HEADER);
        if (key != null) {
            return key;
        }
        String name = entry.getName();
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (!isPath(name)) {
            throw new IOException("the entry '" + entry.getName()
                    + "' has a name that cannot be unpacked safely; leave it out, or rename it");
        }
        return name;
    }
}
