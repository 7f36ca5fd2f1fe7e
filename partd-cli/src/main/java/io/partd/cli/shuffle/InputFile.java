package io.partd.cli.shuffle;

import io.partd.shuffle.Source;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** A file, or standard input, as a shuffle's source, counted as it is read. */
final class InputFile implements Source {

    private static final String STANDARD_INPUT = "-";

    private final String name;
    private final LongAdder bytesRead;

    /**
     * Names a file to read.
     *
     * @param name a path, or {@code -} for standard input
     * @param bytesRead counts the bytes that come from the file, packed ones where it is packed
     */
    InputFile(String name, LongAdder bytesRead) {
        this.name = name;
        this.bytesRead = bytesRead;
    }

    private boolean isStandardInput() {
        return name.equals(STANDARD_INPUT);
    }

    /** Returns the file's path. */
    Path path() {
        return Path.of(name);
    }

    /** Returns what counts the bytes that are read. */
    LongAdder bytesRead() {
        return bytesRead;
    }

    /** Tells whether it can be opened more than once: a pipe cannot. */
    boolean isRereadable() {
        return !isStandardInput() && Files.isRegularFile(Path.of(name));
    }

    /** Returns the file's size in bytes; 0 for standard input and other pipes, which nobody knows. */
    long size() throws IOException {
        if (isStandardInput()) {
            return 0;
        }
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            throw new NoSuchFileException(name, null, "no such file");
        }
        if (Files.isDirectory(file)) {
            throw new NoSuchFileException(name, null, "it is a directory; name its files, as in " + name + "/*.csv");
        }
        return Files.size(file);
    }

    @Override
    public String name() {
        return isStandardInput() ? "standard input" : name;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        FileChannel file = isStandardInput()
                ? new FileInputStream(FileDescriptor.in).getChannel()
                : FileChannel.open(Path.of(name));
        return new CountedChannel(file, bytesRead);
    }
}
