package io.partd.cli.shuffle;

import io.partd.shuffle.Source;
import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies what comes from pipes to temporary files, so that it can be read more than once. */
final class Spool implements Closeable {

    private static final int BUFFER = 1 << 20;

    private final Path directory;
    private @Nullable TemporaryDirectory temporary;
    private int files;

    /** Makes a spool whose files, if there need be any, are in a temporary directory below that one. */
    Spool(Path directory) {
        this.directory = directory;
    }

    /** Returns inputs of text that can all be opened any number of times. */
    List<Input> rereadable(List<Input> inputs) throws IOException {
        List<Input> rereadable = new ArrayList<>();
        for (Input input : inputs) {
            rereadable.add(input.isRereadable() ? input : copied(input, input));
        }
        return rereadable;
    }

    /** Returns inputs of tables that are all in files that are not compressed, or in stores. */
    List<Input> tables(List<Input> inputs) throws IOException {
        List<Input> tables = new ArrayList<>();
        for (Input input : inputs) {
            boolean ready = input.table() != null || (input.isRereadable() && !isElsewhere(input));
            tables.add(ready ? input : copied(input, input.decompressed()));
        }
        return tables;
    }

    /** Tells whether an input of tables is in no file of its own, or is compressed there. */
    private static boolean isElsewhere(Input input) throws IOException {
        Path file = input.path();
        if (file == null) {
            return true;
        }
        try (InputStream plain = Files.newInputStream(file);
                InputStream decompressed =
                        Channels.newInputStream(Source.file(file).open())) {
            return TableFormat.of(plain.readNBytes(TableFormat.START)) == null
                    && TableFormat.of(decompressed.readNBytes(TableFormat.START)) != null;
        }
    }

    private Input copied(Input input, Source source) throws IOException {
        if (temporary == null) {
            temporary = TemporaryDirectory.create(directory);
        }
        Path file = temporary.path().resolve("input-" + files++);
        try (ReadableByteChannel from = source.open();
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
        return input.copiedTo(file);
    }

    @Override
    public void close() throws IOException {
        if (temporary != null) {
            temporary.close();
        }
    }
}
