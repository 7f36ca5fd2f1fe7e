package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Finds and deletes directories. */
final class Directories {

    private Directories() {}

    /** Deletes a directory with all that is in it; links are deleted, not followed. */
    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Returns a directory without symbolic links, also one that is not there. */
    static Path real(Path path) throws IOException {
        Path present = path.toAbsolutePath().normalize();
        Path whole = present;
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        return present.toRealPath().resolve(present.relativize(whole));
    }
}
