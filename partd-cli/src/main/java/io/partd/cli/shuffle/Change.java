package io.partd.cli.shuffle;

import io.partd.cli.values.JsonText;
import io.partd.shuffle.Joint;
import io.partd.temporary.TemporaryDirectory;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of many files of a dataset, all or nothing, also where the process is killed.
 *
 * <p>A temporary directory has the new files and a list of the steps to do with them. The change is committed when this
 * directory is renamed to {@link PartitionFiles#COMMIT} in the dataset. Before the rename, no file of the dataset is
 * touched. If the process is killed after it, the next process that changes the dataset, under its lock, does the steps
 * that are left. Each step can be done twice: a file is moved if it is still in the directory; bytes are appended at
 * the size that the file had, unless all of them are there; a file is deleted unless another one is moved to its place.
 * The list is deleted before its directory: a directory without a list is of a complete change, and is only deleted.
 */
final class Change {

    private static final String LIST = ".partd+change";
    private static final int BUFFER = 1 << 18;
    private static final String APPEND = "append";
    private static final String MOVE = "move";
    private static final String DELETE = "delete";

    private final List<Append> appends = new ArrayList<>();
    private final Set<Path> moves = new LinkedHashSet<>();
    private final List<Path> deletes = new ArrayList<>();

    /** Bytes for the end of a file, which had some size: those of the new file of the same name, but for the first. */
    private record Append(Path file, long size, long skipped, String lineEnd) {}

    /** Appends a new file's bytes to the file of the same name, but for some. */
    void append(Path file, long size, Joint joint) {
        appends.add(new Append(file, size, joint.skipped(), joint.lineEnd()));
    }

    /** Puts a new file in its place, over one that is there. */
    void move(Path file) {
        moves.add(file);
    }

    /** Returns the files whose rows come, under their names. */
    Set<Path> data() {
        Set<Path> data = new LinkedHashSet<>(moves);
        data.remove(Path.of(DatasetProperties.FILE));
        appends.forEach(append -> data.add(append.file));
        return data;
    }

    /** Returns the files that are put in their places. */
    Set<Path> targets() {
        return moves;
    }

    /** Deletes a file, unless another one is put in its place. */
    void delete(List<Path> files) {
        deletes.addAll(files);
    }

    /**
     * Does it. The caller holds the dataset's lock, has completed the change before, and has made the directories that
     * files are put into.
     *
     * @param added has the new files, with the names that they get; is used up
     */
    void commit(TemporaryDirectory added, Path directory) throws IOException {
        record(added, directory);
        Path commit = directory.resolve(PartitionFiles.COMMIT);
        boolean interrupted = Thread.interrupted();
        try {
            try {
                appendAll(commit, directory);
            } catch (IOException | RuntimeException e) {
                takeBack(commit, directory, e);
                throw e;
            }
            moveAndDelete(commit, directory);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Commits the change, and does none of its steps. */
    void record(TemporaryDirectory added, Path directory) throws IOException {
        Files.writeString(added.path().resolve(LIST), JsonText.of(json()));
        added.keepAs(directory.resolve(PartitionFiles.COMMIT));
    }

    /** Completes the change that a killed process has left in a dataset. The caller holds its lock. */
    static void complete(Path directory) throws IOException {
        Path commit = directory.resolve(PartitionFiles.COMMIT);
        if (!Files.isDirectory(commit, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path list = commit.resolve(LIST);
        if (Files.exists(list)) {
            Change change = of(list);
            change.appendAll(commit, directory);
            change.moveAndDelete(commit, directory);
        } else {
            Directories.delete(commit);
        }
    }

    private void appendAll(Path commit, Path directory) throws IOException {
        for (Append append : appends) {
            append(commit, directory, append);
        }
    }

    private void moveAndDelete(Path commit, Path directory) throws IOException {
        for (Path file : moves) {
            Path from = commit.resolve(file);
            if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(from, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path file : deletes) {
            if (!moves.contains(file)) {
                Files.deleteIfExists(directory.resolve(file));
            }
        }
        Files.delete(commit.resolve(LIST));
        Directories.delete(commit);
    }

    /** Cuts off what was appended; then nothing has been done, since nothing is moved before all is appended. */
    private void takeBack(Path commit, Path directory, Exception failure) {
        try {
            for (Append append : appends) {
                File file = directory.resolve(append.file).toFile();
                if (file.length() > append.size) {
                    try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
                        open.setLength(append.size);
                    }
                }
            }
            Files.delete(commit.resolve(LIST));
            Directories.delete(commit);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Appends with files that an interrupt does not close. */
    private static void append(Path commit, Path directory, Append append) throws IOException {
        File from = commit.resolve(append.file).toFile();
        long rows = from.length() - append.skipped;
        byte[] lineEnd = append.lineEnd.getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile in = new RandomAccessFile(from, "r");
                RandomAccessFile out =
                        new RandomAccessFile(directory.resolve(append.file).toFile(), "rw")) {
            if (rows == 0 || out.length() >= append.size + lineEnd.length + rows) {
                return;
            }
            long end = Math.min(append.size, out.length());
            out.setLength(end);
            out.seek(end);
            out.write(lineEnd);
            in.seek(append.skipped);
            byte[] buffer = new byte[BUFFER];
            int read = in.read(buffer);
            while (read > 0) {
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        }
    }

    private Map<String, Object> json() {
        List<Object> json = new ArrayList<>();
        for (Append append : appends) {
            json.add(List.of(append.file.toString(), append.size, append.skipped, append.lineEnd));
        }
        return Map.of(
                APPEND,
                json,
                MOVE,
                moves.stream().map(Path::toString).toList(),
                DELETE,
                deletes.stream().map(Path::toString).toList());
    }

    private static Change of(Path list) throws IOException {
        Map<String, @Nullable Object> json = JsonText.object(Files.readString(list));
        Change change = new Change();
        for (Object element : list(json, APPEND)) {
            List<?> append = (List<?>) element;
            change.appends.add(
                    new Append(Path.of((String) append.get(0)), (Long) append.get(1), (Long) append.get(2), (String)
                            append.get(3)));
        }
        list(json, MOVE).forEach(file -> change.moves.add(Path.of((String) file)));
        list(json, DELETE).forEach(file -> change.deletes.add(Path.of((String) file)));
        return change;
    }

    private static List<?> list(Map<String, @Nullable Object> json, String name) {
        return json.get(name) instanceof List<?> list ? list : List.of();
    }
}
