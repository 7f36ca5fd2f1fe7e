package io.partd.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.CodecMemoryContract;
import io.partd.CodecMismatchException;
import io.partd.Durability;
import io.partd.Metadata;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.ByteCodec;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(WithoutWarnings.class)
final class LogCodecMemoryTest extends CodecMemoryContract {

    private static final Log.Options OPTIONS = new Log.Options(100_000, 500);
    private static final byte[] VALUE = "oslo, bergen, oslo, bergen".getBytes(US_ASCII);

    @TempDir
    private Path directory;

    @Override
    protected Store open() throws IOException {
        return LogStore.open(dataset(), Durability.FLUSH, OPTIONS);
    }

    private Path dataset() {
        return directory.resolve("dataset");
    }

    private String manifest() throws IOException {
        return Files.readString(dataset().resolve(Manifest.NAME));
    }

    private void damage(String file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(dataset().resolve(file));
        bytes[at] ^= 1;
        Files.write(dataset().resolve(file), bytes);
    }

    @Test
    void theManifestHasTheMetadataUntilADrop() throws IOException {
        try (Store store = open()) {
            assertThat(manifest()).doesNotContain("metadata");
            try (Store zlib = open().with(Zlib.codec())) {
                zlib.append("a", VALUE);
            }
            assertThat(manifest()).contains("\nmetadata codecs 7a6c6962\nchecksum ");
            store.drop();
            assertThat(manifest()).doesNotContain("metadata");
        }
    }

    @Test
    void aLogKeepsNoMoreMetadataThanItsManifestCanHold() throws IOException {
        try (Store store = open()) {
            Metadata metadata = store.metadata().orElseThrow();
            for (int i = 0; i < 16; i++) {
                metadata.putIfAbsent("entry" + i, new byte[1 << 16]);
            }
            assertThatThrownBy(() -> metadata.putIfAbsent("more", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessage("metadata 'more' of 1 bytes would make 1048577 bytes of metadata in all; a log keeps up"
                            + " to 1048576");
        }
        try (Store again = open()) {
            assertThat(again.metadata().orElseThrow().entries()).hasSize(16).doesNotContainKey("more");
        }
    }

    @Test
    void aRepairKeepsTheMetadata() throws IOException {
        try (Store zlib = open().with(Zlib.codec())) {
            zlib.append("a", VALUE);
            zlib.append("b", VALUE);
        }
        damage(Segment.name(1), Format.SEGMENT_HEADER + Format.BATCH_HEADER + Format.RECORD_HEADER + 3);
        assertThat(LogCheck.of(dataset()).repair().isChanged()).isTrue();
        try (Store bare = open()) {
            assertThat(codecs(bare)).contains("zlib");
            assertThatThrownBy(() -> bare.get("b")).isInstanceOf(CodecMismatchException.class);
        }
        try (Store zlib = open().with(Zlib.codec())) {
            assertThat(zlib.get("b")).isEqualTo(VALUE);
        }
    }

    @Test
    void aRepairOfTheManifestForgetsTheMetadata() throws IOException {
        try (Store zlib = open().with(Zlib.codec())) {
            zlib.append("a", VALUE);
        }
        damage(Manifest.NAME, 20);
        assertThat(LogCheck.of(dataset()).repair().isChanged()).isTrue();
        try (Store zlib = open().with(Zlib.codec())) {
            assertThat(codecs(zlib)).isEmpty();
            assertThat(zlib.get("a")).isEqualTo(VALUE);
        }
    }

    @Test
    void whatABufferHoldsIsSpilledThroughTheCodecsOfItsHandle() throws IOException {
        try (Store buffer = open().with(WriteBuffer.of("64k"));
                Store other = open()) {
            Store zlib = buffer.with(Zlib.codec());
            zlib.append("oslo", VALUE);
            other.drop();
            byte[] random = new byte[1 << 10];
            new Random(1).nextBytes(random);
            for (int i = 0; i < 200; i++) {
                zlib.append("oslo", random); // spills in another thread
            }
            buffer.flush();
            assertThat(codecs(other)).contains("zlib");
            assertThat(zlib.get("oslo")).hasSize(VALUE.length + 200 * random.length);
        }
    }

    /** Appends through a codec; says whether it could. */
    static final class Appender {

        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            String name = arguments[1];
            ByteCodec codec = name.equals("zlib") ? Zlib.codec() : new NamedCodec(name);
            try (Store store = LogStore.open(Path.of(arguments[0]), Durability.NEVER, OPTIONS)
                    .with(codec)) {
                System.out.println("ready");
                System.in.read();
                try {
                    store.append("a", VALUE);
                    System.out.println("appended");
                } catch (CodecMismatchException e) {
                    System.out.println("refused");
                }
                System.in.read();
            }
        }
    }

    @Test
    void ofSeveralProcessesThatOpenAnEmptyLogOneCodecWins() throws Exception {
        List<String> names = List.of("zlib", "one", "two");
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (String name : names) {
                children.add(ChildProcess.jvm(Appender.class, dataset().toString(), name));
            }
            for (ChildProcess child : children) {
                assertThat(child.readLine()).isEqualTo("ready");
            }
            for (ChildProcess child : children) {
                child.writeLine("");
            }
            List<String> winners = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String outcome = children.get(i).readLine();
                assertThat(outcome).isIn("appended", "refused");
                if (outcome.equals("appended")) {
                    winners.add(names.get(i));
                }
            }
            assertThat(winners).hasSize(1);
            try (Store bare = open()) {
                assertThat(codecs(bare)).contains(winners.get(0));
                assertThatThrownBy(() -> bare.get("a"))
                        .isInstanceOf(CodecMismatchException.class)
                        .hasMessageContaining(winners.get(0));
            }
            for (ChildProcess child : children) {
                child.writeLine("");
                child.join();
            }
        } finally {
            for (ChildProcess child : children) {
                child.kill();
            }
        }
    }

    /** What a process that has the log open learns of another one, step by step. */
    @Test
    void anotherProcessLearnsOfMetadataAndDrops() throws IOException {
        SimulatedMachine machine = new SimulatedMachine(1);
        try (Store bare = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL);
                Store zlib = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)
                        .with(Zlib.codec());
                Store other = SimulatedDisk.store(machine, Durability.NEVER, Workload.SMALL)
                        .with(new NamedCodec("other"))) {
            assertThat(bare.get("a")).isEmpty();
            zlib.append("a", VALUE);
            assertThatThrownBy(() -> bare.get("a")).isInstanceOf(CodecMismatchException.class);
            assertThatThrownBy(() -> bare.append("a", VALUE)).isInstanceOf(CodecMismatchException.class);
            assertThatThrownBy(() -> other.append("a", VALUE)).isInstanceOf(CodecMismatchException.class);
            for (int i = 0; i < 40; i++) {
                zlib.append("a", VALUE); // begins segments
            }
            zlib.compact();
            assertThatThrownBy(() -> bare.get("a")).isInstanceOf(CodecMismatchException.class);
            bare.drop();
            other.append("a", VALUE);
            assertThatThrownBy(() -> zlib.append("a", VALUE)).isInstanceOf(CodecMismatchException.class);
            assertThat(other.get("a")).isEqualTo(VALUE);
        }
    }

    /** Whatever is left of the first append, its codec is remembered wherever its value is. */
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"FLUSH", "BATCH"})
    void whatIsLeftAfterAPowerCutRemembersItsCodec(Durability durability) throws IOException {
        SimulatedMachine whole = new SimulatedMachine(1);
        write(whole, durability);
        for (int stop = 0; stop < whole.log().size(); stop++) {
            for (SimulatedMachine.Loss loss : SimulatedMachine.Loss.values()) {
                SimulatedMachine machine = new SimulatedMachine(1);
                machine.stopAt(stop);
                try {
                    write(machine, durability);
                } catch (SimulatedMachine.Stopped e) {
                    assertThat(machine.hasStopped()).isTrue();
                }
                SimulatedMachine next = machine.restarted(loss, 1);
                try (Store raw =
                        SimulatedDisk.store(next, durability, Workload.SMALL).raw()) {
                    if (!raw.keys().isEmpty()) {
                        assertThat(codecs(raw)).as("stop at %s, %s", stop, loss).contains("zlib");
                    }
                }
                try (Store zlib =
                        SimulatedDisk.store(next, durability, Workload.SMALL).with(Zlib.codec())) {
                    zlib.append("b", VALUE);
                    assertThat(zlib.get("b")).isEqualTo(VALUE);
                }
            }
        }
    }

    private static void write(SimulatedMachine machine, Durability durability) throws IOException {
        try (Store zlib =
                SimulatedDisk.store(machine, durability, Workload.SMALL).with(Zlib.codec())) {
            zlib.append("a", VALUE);
            zlib.flush();
        }
    }

    /** Encodes nothing, under a name. */
    private record NamedCodec(String name) implements ByteCodec {

        @Override
        public byte[] encode(byte[] bytes) {
            return bytes.clone();
        }

        @Override
        public byte[] decode(byte[] payload) {
            return payload.clone();
        }

        @Override
        public Optional<String> codecName() {
            return Optional.of(name);
        }
    }
}
