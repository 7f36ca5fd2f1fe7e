package io.partd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that this process cannot write to, nor to anything in it. To root, whom permissions do not stop, it is a
 * disk that is mounted read-only; tests are skipped where root may not mount.
 */
public final class Unwritable implements Closeable {

    private final Path directory;
    private final Closeable undo;

    private Unwritable(Path directory, Closeable undo) {
        this.directory = directory;
        this.undo = undo;
    }

    /** What fills the directory. */
    @FunctionalInterface
    public interface Filling {
        void run() throws IOException;
    }

    /** Makes one, and fills it while it can be written to. */
    public static Unwritable make(Path directory, Filling filling) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        setAll(directory, "r-x");
        boolean stopped = !Files.isWritable(directory);
        setAll(directory, "rwx");
        if (stopped) {
            filling.run();
            setAll(directory, "r-x");
            return new Unwritable(directory, () -> setAll(directory, "rwx"));
        }
        SmallDisk disk = SmallDisk.mount(directory, 16);
        try {
            filling.run();
            disk.forbidWriting();
            return new Unwritable(directory, disk);
        } catch (Throwable e) {
            disk.close();
            throw e;
        }
    }

    private static void setAll(Path directory, String permissions) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions + "------"));
            }
        }
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        undo.close();
    }
}
