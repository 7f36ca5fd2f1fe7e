package peers;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** What one writes by hand in Java: a stream per partition, kept open. {@code CachedStreams INPUT OUTPUT}. */
public final class CachedStreams {

    private static final int PARTITIONS = 64;

    private CachedStreams() {}

    /** Splits a CSV file by the pickup zone into 64 files. */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[1]));
        OutputStream[] streams = new OutputStream[PARTITIONS];
        try (BufferedReader lines = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.ISO_8859_1)) {
            String header = Objects.requireNonNull(lines.readLine(), "no header");
            int column = Arrays.asList(header.split(",")).indexOf("PULocationID");
            for (int i = 0; i < PARTITIONS; i++) {
                Path part = directory.resolve("part-%05d.csv".formatted(i));
                streams[i] = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
                writeLine(streams[i], header);
            }
            String line;
            while ((line = lines.readLine()) != null) {
                String zone = line.split(",")[column];
                writeLine(streams[Math.floorMod(zone.hashCode(), PARTITIONS)], line);
            }
        } finally {
            for (OutputStream stream : streams) {
                if (stream != null) {
                    stream.close();
                }
            }
        }
    }

    private static void writeLine(OutputStream stream, String line) throws IOException {
        stream.write(line.getBytes(StandardCharsets.ISO_8859_1));
        stream.write('\n');
    }
}
