package io.partd.input;

import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files in a directory and those below it, as Spark reads them: without hidden ones. */
final class Folder {

    /** The file that makes a directory a log. */
    private static final String LOG = "partd-log";

    private Folder() {}

    /**
     * Returns whether a name is that of a file that is no data: {@code .crc}, {@code _SUCCESS}, but {@code _a=1} is.
     */
    static boolean isHidden(String name) {
        return name.startsWith(".")
                || (name.startsWith("_") && name.indexOf('=') < 0)
                || TemporaryDirectory.isName(name);
    }

    /** Returns the files, sorted by their paths. */
    static SortedSet<Path> files(Path directory) throws IOException {
        SortedSet<Path> files = new TreeSet<>();
        Files.walkFileTree(
                directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
                            throws IOException {
                        if (Files.isRegularFile(each.resolve(LOG))) {
                            throw new FileSystemException(
                                    each.toString(),
                                    null,
                                    "it is a log; to read the values of its keys, give log:" + each);
                        }
                        boolean hidden = !each.equals(directory) && isHidden(String.valueOf(each.getFileName()));
                        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (!attributes.isOther() && !isHidden(String.valueOf(file.getFileName()))) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }
}
