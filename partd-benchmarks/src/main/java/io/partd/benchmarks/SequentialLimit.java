package io.partd.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The limit: as many bytes as were appended, written from one buffer of 1 MiB to one file, and read back into it. No
 * keys, no copies. Each thread has a buffer and a file of its own.
 */
final class SequentialLimit implements Candidate {

    private final Path directory;
    private final long appendBytes;
    private final List<Block> blocks = Collections.synchronizedList(new ArrayList<>());
    private final ThreadLocal<Block> block = ThreadLocal.withInitial(this::newBlock);

    SequentialLimit(Path directory, Workload workload) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.appendBytes = (long) workload.keysPerAppend() * workload.valueBytes();
    }

    private Block newBlock() {
        try {
            Path path = directory.resolve(Long.toString(Thread.currentThread().getId()));
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Block made = new Block(file);
            blocks.add(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        block.get().append(appendBytes);
    }

    @Override
    public byte[] get(String key) {
        throw new UnsupportedOperationException("no values");
    }

    @Override
    public long getAll(List<String> keys) throws IOException {
        long read = 0;
        for (Block each : blocks) {
            read += each.readAll();
        }
        return read;
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public void streamAll(List<String> keys, ByteSum sum) throws IOException {
        byte[] buffer = new byte[256 * 1024];
        for (Block each : blocks) {
            each.readAll(buffer, sum);
        }
    }

    @Override
    public boolean keepsValues() {
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Block each : blocks) {
            each.file.close();
        }
    }

    private static final class Block {

        private final FileChannel file;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 20);

        Block(FileChannel file) {
            this.file = file;
        }

        /** Only counts until the block is full: the bytes are any. */
        void append(long count) throws IOException {
            for (long left = count; left > 0; ) {
                int added = (int) Math.min(left, bytes.remaining());
                bytes.position(bytes.position() + added);
                left -= added;
                if (!bytes.hasRemaining()) {
                    write();
                }
            }
        }

        private void write() throws IOException {
            bytes.flip();
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            bytes.clear();
        }

        long readAll() throws IOException {
            write();
            long position = 0;
            for (int read; (read = file.read(bytes, position)) >= 0; ) {
                position += read;
                bytes.clear();
            }
            return position;
        }

        /** Reads as one who looks at every byte. */
        void readAll(byte[] buffer, ByteSum sum) throws IOException {
            long position = 0;
            for (int read; (read = file.read(bytes, position)) >= 0; ) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    int count = Math.min(buffer.length, bytes.remaining());
                    bytes.get(buffer, 0, count);
                    sum.write(buffer, 0, count);
                }
                position += read;
                bytes.clear();
            }
        }
    }
}
