package io.partd.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** What one writes by hand instead of a store: a file and an open stream per key. For one thread, and few keys. */
final class StreamPerKey implements Candidate {

    private final Path directory;
    private final Map<String, OutputStream> streams = new HashMap<>();

    StreamPerKey(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            OutputStream stream = streams.get(entry.getKey());
            if (stream == null) {
                Path file = directory.resolve(entry.getKey());
                stream = new BufferedOutputStream(
                        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 16);
                streams.put(entry.getKey(), stream);
            }
            stream.write(entry.getValue());
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        OutputStream stream = streams.get(key);
        if (stream == null) {
            return new byte[0];
        }
        stream.flush();
        return Files.readAllBytes(directory.resolve(key));
    }

    @Override
    public void close() throws IOException {
        for (OutputStream stream : streams.values()) {
            stream.close();
        }
    }
}
