package io.partd.cli;

import io.partd.arrow.Table;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.TableInput;
import io.partd.cli.values.ValueInput;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A value on its way in, whole, so that it is appended all or not at all: in memory if it is small, else mapped from
 * its file, or from a temporary one where it comes through a pipe.
 */
final class Value {

    private static final int SMALL = 16 << 20;
    private static final long LARGEST_MAPPING = 1L << 30;

    private Value() {}

    /**
     * Reads a value.
     *
     * @param source a file's path, or {@code -} for standard input
     */
    static List<ByteBuffer> read(String source, Streams streams) throws IOException {
        if (source.equals("-")) {
            return readPipe(streams.in());
        }
        Path file = file(source);
        if (Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file)) {
                if (channel.size() > SMALL) {
                    return mapped(channel);
                }
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            return readPipe(in);
        }
    }

    /**
     * Reads a value that a codec takes, whole: a list from lines of JSON, a table from an Arrow file, or a text.
     *
     * @throws IOException also if it is none; the message names file, line and column
     * @throws IllegalArgumentException if the command cannot make the codec's values
     */
    static Object read(String source, Streams streams, CodecChain chain) throws IOException {
        if (chain.kind() == ValueKind.OTHER) {
            throw new IllegalArgumentException(
                    "codec '" + chain.outermost() + "' makes " + chain.kind() + ", which the command cannot read");
        }
        if (chain.kind() == ValueKind.TABLE && !source.equals("-")) {
            return TableInput.read(file(source));
        }
        if (source.equals("-")) {
            return ValueInput.read(streams.in(), "standard input", chain.kind());
        }
        try (InputStream in = Files.newInputStream(file(source))) {
            return ValueInput.read(in, source, chain.kind());
        }
    }

    private static Path file(String source) throws IOException {
        Path file = Path.of(source);
        if (Files.isDirectory(file)) {
            throw new FileSystemException(source, null, "it is a directory; give a file, or - for standard input");
        }
        return file;
    }

    /** Tells whether there is nothing to append. */
    static boolean isEmpty(Object value) {
        return (value instanceof List<?> list && list.isEmpty())
                || (value instanceof String text && text.isEmpty())
                || (value instanceof byte[] bytes && bytes.length == 0);
    }

    /** Releases the memory of a value that is not on the heap. */
    static void close(Object value) {
        if (value instanceof Table table) {
            table.close();
        }
    }

    private static List<ByteBuffer> readPipe(InputStream in) throws IOException {
        byte[] part = in.readNBytes(SMALL);
        if (part.length < SMALL) {
            return List.of(ByteBuffer.wrap(part));
        }
        Path file = Files.createTempFile("partd-", ".value");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            for (int length = part.length; length > 0; length = in.readNBytes(part, 0, part.length)) {
                ByteBuffer rest = ByteBuffer.wrap(part, 0, length);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            return mapped(channel);
        }
    }

    private static List<ByteBuffer> mapped(FileChannel channel) throws IOException {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (long at = 0; at < channel.size(); at += LARGEST_MAPPING) {
            long length = Math.min(LARGEST_MAPPING, channel.size() - at);
            buffers.add(channel.map(FileChannel.MapMode.READ_ONLY, at, length));
        }
        return buffers;
    }
}
