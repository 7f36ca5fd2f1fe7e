package io.partd.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** How long the files in a directory are. */
final class DirectorySize {

    private final Map<Path, Long> sizes;

    private DirectorySize(Map<Path, Long> sizes) {
        this.sizes = sizes;
    }

    /** Looks at all files in a directory and in those in it. */
    static DirectorySize of(Path directory) throws IOException {
        Map<Path, Long> sizes = new TreeMap<>();
        // The directory may be given as a link to it.
        Files.walkFileTree(directory.toRealPath(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    sizes.put(file, attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return new DirectorySize(sizes);
    }

    /** Returns the sum of the lengths. */
    long total() {
        long total = 0;
        for (long size : sizes.values()) {
            total += size;
        }
        return total;
    }

    /** Returns the number of files whose name begins so. */
    long count(String prefix) {
        return sizes.keySet().stream()
                .filter(file -> file.getFileName().toString().startsWith(prefix))
                .count();
    }
}
