package io.partd.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The log that one writes by hand in an afternoon: a batch is a record with a checksum, made in one buffer and written
 * by one call; where each key's pieces lie is in memory only. It does not open what it wrote.
 */
final class NaiveLog implements Candidate {

    private static final int HEADER = 2 * Integer.BYTES;

    private final FileChannel file;
    private final Map<String, List<Piece>> index = new HashMap<>();
    private ByteBuffer record = ByteBuffer.allocateDirect(1 << 16);
    private long end;

    NaiveLog(Path directory) throws IOException {
        file = FileChannel.open(
                Files.createDirectories(directory).resolve("log"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @Override
    public synchronized void append(Map<String, byte[]> batch) throws IOException {
        reserve(batch);
        record.clear().position(HEADER);
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = entry.getValue();
            record.putInt(name.length).put(name).putInt(value.length);
            index.computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                    .add(new Piece(end + record.position(), value.length));
            record.put(value);
        }
        record.flip();
        CRC32C crc = new CRC32C();
        crc.update(record.slice(HEADER, record.limit() - HEADER));
        record.putInt(0, record.limit()).putInt(Integer.BYTES, (int) crc.getValue());
        end += record.limit();
        while (record.hasRemaining()) {
            file.write(record);
        }
    }

    private void reserve(Map<String, byte[]> batch) {
        int needed = HEADER;
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            needed += HEADER + 3 * entry.getKey().length() + entry.getValue().length;
        }
        if (needed > record.capacity()) {
            record = ByteBuffer.allocateDirect(needed + needed / 2);
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        List<Piece> pieces = index.getOrDefault(key, List.of());
        ByteBuffer value =
                ByteBuffer.allocate(pieces.stream().mapToInt(Piece::length).sum());
        for (Piece piece : pieces) {
            value.limit(value.position() + piece.length());
            for (long position = piece.offset(); value.hasRemaining(); ) {
                int read = file.read(value, position);
                if (read < 0) {
                    throw new EOFException("the log ends at " + position + ", within a value");
                }
                position += read;
            }
        }
        return value.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private record Piece(long offset, int length) {}
}
