package io.partd.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps damaged files of a log beside it, under names that nothing else has. */
final class Aside {

    private static final String PREFIX = "damaged-";

    private Aside() {}

    /** Tells whether a file's name is that of one that is kept aside. */
    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * Gives a file another name besides its own, so that it stays when that is removed or given to another one.
     *
     * @return the other name
     */
    static String keep(Disk disk, String name) throws IOException {
        Path file = disk.path().resolve(name);
        Path kept = disk.path().resolve(PREFIX + name);
        Files.deleteIfExists(kept);
        try {
            Files.createLink(kept, file);
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has links.
            Files.copy(file, kept);
        }
        return PREFIX + name;
    }
}
