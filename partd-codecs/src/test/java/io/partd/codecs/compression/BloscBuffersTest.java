package io.partd.codecs.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buffers of c-blosc with all its inner codecs and settings, and ours, by {@code buffers.py}. */
@Tag("interop")
final class BloscBuffersTest {

    @TempDir
    private Path directory;

    @Test
    void readsWhateverPythonsBloscWritesAndItReadsOurs() throws IOException, InterruptedException {
        int theirs;
        try (ChildProcess python = Python.script("buffers.py", "make", directory.toString())) {
            theirs = Integer.parseInt(python.join().get(0));
        }
        List<byte[]> pieces = pieces();
        int read = 0;
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(Files.newInputStream(directory.resolve("buffers")), 1 << 16))) {
            for (; read < theirs; read++) {
                int number = word(in);
                byte[] buffer = in.readNBytes(word(in));
                byte[] piece = Blosc.codec().decode(buffer);
                assertThat(Arrays.equals(piece, pieces.get(number)))
                        .as("buffer %d, of flags %d and typesize %d, is piece %d", read, buffer[2], buffer[3], number)
                        .isTrue();
            }
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(read).isGreaterThan(5000);

        int ours = write(pieces);
        try (ChildProcess python = Python.script("buffers.py", "check", directory.toString())) {
            assertThat(python.join()).containsExactly(Integer.toString(ours));
        }
    }

    private int write(List<byte[]> pieces) throws IOException {
        int written = 0;
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(directory.resolve("buffers")), 1 << 16))) {
            for (int number = 0; number < pieces.size(); number++) {
                byte[] piece = pieces.get(number);
                for (BloscShuffle shuffle : BloscShuffle.values()) {
                    for (int typesize : typesizes(piece.length)) {
                        byte[] buffer = Blosc.codec()
                                .typesize(typesize)
                                .shuffle(shuffle)
                                .encode(piece);
                        out.writeInt(Integer.reverseBytes(number));
                        out.writeInt(Integer.reverseBytes(buffer.length));
                        out.write(buffer);
                        written++;
                    }
                }
            }
        }
        return written;
    }

    private static int[] typesizes(int length) {
        return length > 300_000
                ? new int[] {1, 4, 7, 8, 16, 255}
                : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 24, 255};
    }

    private List<byte[]> pieces() throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(directory.resolve("pieces")))) {
            while (in.available() > 0) {
                pieces.add(in.readNBytes(word(in)));
            }
        }
        return pieces;
    }

    private static int word(DataInputStream in) throws IOException {
        return Integer.reverseBytes(in.readInt());
    }
}
