package io.partd.cli.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Where left-out records are kept, byte for byte; deleted again if the shuffle fails. */
final class RejectsFile implements Closeable {

    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private boolean kept;

    /**
     * Makes the file; null keeps nothing.
     *
     * @throws FileAlreadyExistsException if there is such a file
     */
    RejectsFile(@Nullable Path file) throws IOException {
        this.file = file;
        try {
            channel = file == null
                    ? null
                    : FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw (IOException)
                    new FileAlreadyExistsException(e.getFile(), null, "it exists; --rejects wants a new file")
                            .initCause(e);
        }
    }

    void append(ByteBuffer records) throws IOException {
        while (channel != null && records.hasRemaining()) {
            channel.write(records);
        }
    }

    /** Keeps the file. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (file != null && !kept) {
            Files.deleteIfExists(file);
        }
    }
}
