package io.partd.cli.shuffle;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;

/**
 * A file in pieces, each of which is read when it is asked for. Of many files at once so, none is open or mapped, and
 * none is in memory.
 */
final class FilePieces extends AbstractList<ByteBuffer> {

    private static final int PIECE = 1 << 20;

    private final Path file;
    private final long from;
    private final long length;
    private final String before;

    /**
     * Makes the pieces of a file that no longer changes.
     *
     * @param from where they begin in it
     * @param before what comes before them, in ASCII, if there are any
     */
    FilePieces(Path file, long from, String before) throws IOException {
        this.file = file;
        this.from = from;
        this.length = Files.size(file) - from;
        this.before = length == 0 ? "" : before;
    }

    @Override
    public int size() {
        return piecesBefore() + Math.toIntExact((length + PIECE - 1) / PIECE);
    }

    private int piecesBefore() {
        return before.isEmpty() ? 0 : 1;
    }

    @Override
    public ByteBuffer get(int index) {
        return index < piecesBefore()
                ? StandardCharsets.US_ASCII.encode(before)
                : read((long) (index - piecesBefore()) * PIECE);
    }

    private ByteBuffer read(long at) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - at));
        try (FileChannel channel = FileChannel.open(file)) {
            while (piece.hasRemaining()) {
                if (channel.read(piece, from + at + piece.position()) < 0) {
                    throw new EOFException(file + " has become shorter");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return piece.flip();
    }
}
