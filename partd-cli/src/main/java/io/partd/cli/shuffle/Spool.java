package io.partd.cli.shuffle;

import io.partd.shuffle.Source;
import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps what comes from pipes in temporary files, so that it can be read twice. */
final class Spool implements Closeable {

    private static final int BUFFER = 1 << 20;

    private final Path directory;
    private @Nullable TemporaryDirectory temporary;
    private int files;

    /** Makes a spool whose files, if there need be any, are in a temporary directory below that one. */
    Spool(Path directory) {
        this.directory = directory;
    }

    /** Returns a source with the same bytes that can be opened any number of times. */
    Source rereadable(InputFile input) throws IOException {
        if (input.isRereadable()) {
            return input.decompressed();
        }
        if (temporary == null) {
            temporary = TemporaryDirectory.create(directory);
        }
        Path file = temporary.path().resolve("input-" + files++);
        try (ReadableByteChannel from = input.decompressed().open();
                FileChannel to = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        }
        return new Source() {
            @Override
            public String name() {
                return input.name();
            }

            @Override
            public ReadableByteChannel open() throws IOException {
                return FileChannel.open(file);
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (temporary != null) {
            temporary.close();
        }
    }
}
