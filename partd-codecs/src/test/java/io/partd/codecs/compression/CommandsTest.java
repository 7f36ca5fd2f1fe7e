package io.partd.codecs.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.codec.ByteCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that the commands zstd and lz4 write, and ours, which they read. */
@Tag("interop")
final class CommandsTest {

    private static final int[] LENGTHS = {0, 1, 1000, 65_536, 300_000, 9_000_000};

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireCommands() {
        Python.requireCommand("zstd");
        Python.requireCommand("lz4");
    }

    /** From a pipe, they cannot know the length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zstd -q -c piece",
                "cat piece | zstd -q -c",
                "zstd -q -19 --no-check -c piece",
                "zstd -q --fast=5 -c piece",
                "zstd -q --long=27 -c piece"
            })
    void readsZstd(String command) throws IOException, InterruptedException {
        requireReads(Zstd.codec(), command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lz4 -q -c piece",
                "cat piece | lz4 -q -c",
                "lz4 -q -9 -B4 -c piece",
                "lz4 -q -B4 -BD -c piece",
                "lz4 -q -9 -B5 -BD --content-size -c piece",
                "lz4 -q -B6 -BX -c piece",
                "lz4 -q -B7 -BD -BX --no-frame-crc -c piece"
            })
    void readsLz4(String command) throws IOException, InterruptedException {
        requireReads(Lz4.codec(), command);
    }

    private void requireReads(ByteCodec codec, String command) throws IOException, InterruptedException {
        for (int length : LENGTHS) {
            byte[] piece = piece(length);
            Files.write(directory.resolve("piece"), piece);
            run(command + " > payload");
            assertThat(codec.decode(Files.readAllBytes(directory.resolve("payload"))))
                    .as("%d bytes", length)
                    .isEqualTo(piece);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "lz4"})
    void areRead(String name) throws IOException, InterruptedException {
        List<ByteCodec> codecs = new ArrayList<>();
        if (name.equals("zstd")) {
            codecs.addAll(List.of(Zstd.codec(), Zstd.level(1), Zstd.level(19)));
        } else {
            codecs.add(Lz4.codec());
        }
        for (ByteCodec codec : codecs) {
            for (int length : LENGTHS) {
                byte[] piece = piece(length);
                Files.write(directory.resolve("payload"), codec.encode(piece));
                run(name + " -q -d -c payload > piece");
                assertThat(Files.readAllBytes(directory.resolve("piece"))).isEqualTo(piece);
            }
        }
    }

    private void run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + output).isZero();
    }

    /** Rows, with noise in the middle of them, which is stored as it is. */
    private static byte[] piece(int length) {
        Random random = new Random(length);
        byte[] piece = new byte[length];
        byte[] row = "row 0123,some text\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            boolean noise = i > length / 4 && i < length / 2;
            piece[i] = noise ? (byte) random.nextInt(256) : (byte) (row[i % row.length] + i / 1000 % 7);
        }
        return piece;
    }
}
