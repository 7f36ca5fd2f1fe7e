package io.partd.cli.shuffle;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file for left-out records, or for what is wrong with them; deleted again if the shuffle fails. One that replaces
 * the file of an earlier run has another name until the shuffle is done.
 */
final class RejectsFile implements Closeable {

    private static final Path DEVICES = Path.of("/dev");
    private static final int BUFFER = 64 << 10;

    private final @Nullable Path file;
    private final @Nullable OutputStream out;
    private final @Nullable Path replaced;
    private boolean kept;

    private RejectsFile(@Nullable Path file, @Nullable FileChannel channel, @Nullable Path replaced) {
        this.file = file;
        this.out = channel == null ? null : new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        this.replaced = replaced;
    }

    /**
     * Makes the file; null keeps nothing. A pipe or a device, which is there, is written to.
     *
     * @param option the option that names the file
     * @param output the directory that the file may not be in; null if there is none
     * @param options say whether the run may be the repetition of one that made such a file
     * @throws IllegalArgumentException if it is in there
     * @throws FileAlreadyExistsException if there is such a file, and it is not to be replaced
     */
    static RejectsFile create(String option, @Nullable Path file, @Nullable Path output, OutputOptions options)
            throws IOException {
        if (file == null) {
            return new RejectsFile(null, null, null);
        }
        check(option, file, output, options);
        if (isDevice(file)) {
            RejectsFile device = new RejectsFile(
                    file, FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND), null);
            device.keep();
            return device;
        }
        if (options.repeats() && Files.isRegularFile(file)) {
            Path beside = file.resolveSibling(String.format(
                    Locale.ROOT,
                    "%s.new-%08x",
                    file.getFileName(),
                    ThreadLocalRandom.current().nextInt()));
            return new RejectsFile(beside, create(beside), file);
        }
        return new RejectsFile(file, create(file), null);
    }

    /** Checks all that {@link #create} does, and makes nothing. */
    static void check(String option, @Nullable Path file, @Nullable Path output, OutputOptions options)
            throws IOException {
        if (file == null) {
            return;
        }
        if (output != null && isIn(file, output)) {
            throw new IllegalArgumentException(
                    option + " " + file + " would be in the output directory " + output + "; give a file outside it");
        }
        boolean isReplaced = isDevice(file) || (options.repeats() && Files.isRegularFile(file));
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isReplaced) {
            throw new FileAlreadyExistsException(file.toString(), null, "it exists; " + option + " wants a new file");
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static boolean isDevice(Path file) {
        boolean isFile = Files.isRegularFile(file) || Files.isDirectory(file);
        return Files.exists(file) && (!isFile || file.toAbsolutePath().startsWith(DEVICES));
    }

    private static boolean isIn(Path file, Path directory) throws IOException {
        Path whole = file.toAbsolutePath().normalize();
        Path parent = whole.getParent();
        return parent != null
                && Directories.real(parent).resolve(whole.getFileName()).startsWith(Directories.real(directory));
    }

    /** Tells whether anything is written. */
    boolean isWanted() {
        return out != null;
    }

    void append(ByteBuffer bytes) throws IOException {
        if (out != null) {
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            out.write(array);
        }
    }

    /** Hands all that was appended to the system. */
    void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    /** Keeps the file. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (out == null || file == null) {
            return;
        }
        try {
            out.close();
        } finally {
            if (!kept) {
                Files.deleteIfExists(file);
            }
        }
        if (kept && replaced != null) {
            Files.move(file, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
