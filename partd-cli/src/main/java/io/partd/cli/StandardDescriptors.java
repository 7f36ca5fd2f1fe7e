package io.partd.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors 0, 1 and 2. A process may be started without some of them, as by {@code >&-}; the next file that it
 * opens, a store's perhaps, then takes the number, and what is printed would be written into it.
 */
final class StandardDescriptors {

    private static final int COUNT = 3;
    private static final Path OPEN = Path.of("/proc/self/fd");

    /** Files that are never closed. */
    private static final List<FileInputStream> TAKEN = new ArrayList<>();

    private StandardDescriptors() {}

    /**
     * Makes sure that no other file gets these numbers; to write to one that was closed fails then. Tells whether 0 is
     * standard input: the JVM may have opened a file of its own there.
     */
    static boolean claim() throws IOException {
        if (!Files.isDirectory(OPEN)) {
            return true;
        }
        boolean input = isOpen(0) && !isOfJava(Files.readSymbolicLink(OPEN.resolve("0")));
        for (int i = 0; i < COUNT && !(isOpen(0) && isOpen(1) && isOpen(2)); i++) {
            TAKEN.add(new FileInputStream("/dev/null"));
        }
        return input;
    }

    private static boolean isOpen(int descriptor) {
        return Files.isSymbolicLink(OPEN.resolve(Integer.toString(descriptor)));
    }

    private static boolean isOfJava(Path file) throws IOException {
        if (file.startsWith(Path.of(System.getProperty("java.home")).toRealPath())) {
            return true;
        }
        Path jar = Path.of(System.getProperty("java.class.path"));
        return Files.isRegularFile(jar) && file.equals(jar.toRealPath());
    }
}
