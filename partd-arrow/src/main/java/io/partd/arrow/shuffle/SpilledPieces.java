package io.partd.arrow.shuffle;

import io.partd.Store;
import io.partd.file.TemporaryDirectory;
import io.partd.log.Fsync;
import io.partd.log.LogStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Pieces of partitions in a log in a temporary folder, each a record batch as the IPC format has it. Spilled by one
 * thread at a time; after that read by any.
 */
final class SpilledPieces implements Closeable {

    private final TemporaryDirectory directory;
    private final Store store;

    private SpilledPieces(TemporaryDirectory directory, Store store) {
        this.directory = directory;
        this.store = store;
    }

    /** Makes the folder in another one. */
    static SpilledPieces in(Path parent) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        try {
            return new SpilledPieces(directory, LogStore.open(directory.path().resolve("pieces"), Fsync.NEVER));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Something that is done with each piece. */
    interface PieceConsumer {

        void accept(ArrowRecordBatch piece) throws IOException;
    }

    /** Writes what partitions have in memory, in one go. They still have it then. */
    void spill(Iterable<HeldPartition> partitions) throws IOException {
        Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
        for (HeldPartition partition : partitions) {
            Collecting bytes = new Collecting();
            for (ArrowRecordBatch piece : partition.pieces()) {
                MessageSerializer.serialize(new WriteChannel(bytes), piece);
            }
            if (!partition.pieces().isEmpty()) {
                batch.put(partition.key(), bytes.buffers);
            }
        }
        store.appendBuffers(batch);
    }

    /** Reads a partition's pieces in order, one at a time. */
    void read(HeldPartition partition, BufferAllocator allocator, PieceConsumer consumer) throws IOException {
        long size = store.size(partition.key());
        try (InputStream in = store.open(partition.key());
                ReadChannel channel = new ReadChannel(Channels.newChannel(in))) {
            while (channel.bytesRead() < size) {
                try (ArrowRecordBatch piece = MessageSerializer.deserializeRecordBatch(channel, allocator)) {
                    consumer.accept(piece);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            store.close();
        }
    }

    /** Keeps what is written: of direct buffers no copy, others are used again. */
    private static final class Collecting implements WritableByteChannel {

        private final List<ByteBuffer> buffers = new ArrayList<>();

        @Override
        public int write(ByteBuffer buffer) {
            int length = buffer.remaining();
            if (length > 0) {
                buffers.add(
                        buffer.isDirect()
                                ? buffer.slice()
                                : ByteBuffer.allocate(length).put(buffer).flip());
            }
            buffer.position(buffer.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
