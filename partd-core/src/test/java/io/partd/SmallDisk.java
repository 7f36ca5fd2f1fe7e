package io.partd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real disk that is soon full: one in memory, mounted at a directory, which takes root. Tests are skipped without.
 */
public final class SmallDisk implements Closeable {

    private static final Requirement ROOT =
            Requirement.of("the right to mount", List.of("a disk"), "run them as root, where that may mount");

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Makes a directory and mounts one there. */
    public static SmallDisk mount(Path directory, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        ROOT.assume(run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString()));
        return new SmallDisk(directory);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try (ChildProcess process = ChildProcess.of(List.of(command))) {
            process.rest();
            return process.exitStatus() == 0;
        }
    }

    /** Makes it one that cannot be written to. */
    public void forbidWriting() throws IOException, InterruptedException {
        ROOT.assume(run("mount", "-o", "remount,ro", directory.toString()));
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", directory.toString())) {
                throw new IOException("cannot unmount " + directory);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
