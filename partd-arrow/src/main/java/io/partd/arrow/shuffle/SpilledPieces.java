package io.partd.arrow.shuffle;

import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Pieces of partitions one after the other in one file in a temporary directory, each a record batch as the IPC format
 * has it, after the number of its schema and those of its partitions' rows. Spilled by one thread at a time; after that
 * read by any. (A log would do, but that reads through mapped memory, which counts as the process's.)
 */
final class SpilledPieces implements Closeable {

    private static final int AT_ONCE = 1 << 10;
    private static final int HEAD = 2 * Integer.BYTES;

    private final TemporaryDirectory directory;
    private final FileChannel file;
    private long end;

    private SpilledPieces(TemporaryDirectory directory, FileChannel file) {
        this.directory = directory;
        this.file = file;
    }

    /** Makes the directory in another one. */
    static SpilledPieces in(Path parent) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        try {
            return new SpilledPieces(
                    directory,
                    FileChannel.open(
                            directory.path().resolve("pieces"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE));
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
    }

    /** Something that is done with each piece. */
    interface PieceConsumer {

        void accept(HeldGroup.Piece piece) throws IOException;
    }

    /** Writes what groups have in memory, and tells them where it is. They still have it then. */
    void spill(Iterable<HeldGroup> groups) throws IOException {
        Collecting bytes = new Collecting();
        for (HeldGroup group : groups) {
            for (HeldGroup.Piece piece : group.pieces()) {
                group.addSpilled(end + bytes.length);
                bytes.write(head(piece));
                MessageSerializer.serialize(new WriteChannel(bytes), piece.rows());
            }
            if (bytes.buffers.size() >= AT_ONCE) {
                write(bytes);
            }
        }
        write(bytes);
    }

    private void write(Collecting bytes) throws IOException {
        for (int from = 0; from < bytes.buffers.size(); from += AT_ONCE) {
            List<ByteBuffer> some = bytes.buffers.subList(from, Math.min(from + AT_ONCE, bytes.buffers.size()));
            ByteBuffer[] array = some.toArray(ByteBuffer[]::new);
            long left = some.stream().mapToLong(ByteBuffer::remaining).sum();
            while (left > 0) {
                left -= file.write(array);
            }
        }
        end += bytes.length;
        bytes.clear();
    }

    private static ByteBuffer head(HeldGroup.Piece piece) {
        int[] counts = piece.counts();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + Integer.BYTES * counts.length);
        bytes.putInt(piece.schema()).putInt(counts.length);
        bytes.asIntBuffer().put(counts);
        return bytes.clear();
    }

    /** Reads a group's pieces in order, one at a time. */
    void read(HeldGroup group, BufferAllocator allocator, PieceConsumer consumer) throws IOException {
        for (long start : group.spilled()) {
            try (HeldGroup.Piece piece = read(start, allocator)) {
                consumer.accept(piece);
            }
        }
    }

    /** Reads the piece that begins somewhere; it is to be closed. */
    HeldGroup.Piece read(long start, BufferAllocator allocator) throws IOException {
        Region region = new Region(file, start);
        ByteBuffer head = region.read(HEAD);
        int schema = head.getInt();
        int[] counts = new int[head.getInt()];
        region.read(Integer.BYTES * counts.length).asIntBuffer().get(counts);
        try (ReadChannel channel = new ReadChannel(region)) {
            return new HeldGroup.Piece(MessageSerializer.deserializeRecordBatch(channel, allocator), schema, counts);
        }
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            file.close();
        }
    }

    /** Keeps what is written: of direct buffers no copy, others are used again. */
    private static final class Collecting implements WritableByteChannel {

        private final List<ByteBuffer> buffers = new ArrayList<>();
        private long length;

        void clear() {
            buffers.clear();
            length = 0;
        }

        @Override
        public int write(ByteBuffer buffer) {
            int count = buffer.remaining();
            if (count > 0) {
                buffers.add(
                        buffer.isDirect()
                                ? buffer.slice()
                                : ByteBuffer.allocate(count).put(buffer).flip());
            }
            buffer.position(buffer.limit());
            length += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Reads a file from somewhere on, and does not close it. */
    private static final class Region implements ReadableByteChannel {

        private final FileChannel file;
        private long at;

        Region(FileChannel file, long at) {
            this.file = file;
            this.at = at;
        }

        /** Reads so many bytes. */
        ByteBuffer read(int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (read(bytes) < 0) {
                    throw new EOFException("the temporary file of rows has become shorter");
                }
            }
            return bytes.flip();
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            int count = file.read(buffer, at);
            at += Math.max(0, count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() {}
    }
}
