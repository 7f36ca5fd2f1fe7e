package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePiecesTest {

    @TempDir
    Path directory;

    @Test
    void haveAllOfAFile() throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 9, 1 << 20, (1 << 20) + 1, 3 << 20}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            Path file = Files.write(directory.resolve("file"), bytes);
            for (int from : new int[] {0, length / 2, length}) {
                byte[] rest = Arrays.copyOfRange(bytes, from, length);
                assertThat(new BuffersStream(new FilePieces(file, from, "")).readAllBytes())
                        .isEqualTo(rest);
                assertThat(new BuffersStream(new FilePieces(file, from, "\r\n")).readAllBytes().length)
                        .isEqualTo(rest.length == 0 ? 0 : rest.length + 2);
            }
        }
    }

    /** A process can map some 65,000 files, and then dies. */
    @Test
    void mapNoFiles() throws IOException {
        List<FilePieces> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Path file = Files.writeString(directory.resolve("mapped-" + i), "row\n".repeat(3_000));
            all.add(new FilePieces(file, 0, ""));
        }
        assertThat(all)
                .allSatisfy(pieces -> assertThat(pieces.get(0).remaining()).isEqualTo(12_000));
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("mapped-");
    }
}
