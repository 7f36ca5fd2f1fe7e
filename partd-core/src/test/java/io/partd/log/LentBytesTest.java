package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.Parallel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from lent memory in time, and that it throws too late: a crash of the JVM would be a crash of these. */
final class LentBytesTest {

    private static final int LARGE = 200_000;

    private final byte[] value = new byte[LARGE];

    @TempDir
    private Path directory;

    @BeforeEach
    void makeValue() {
        new Random(42).nextBytes(value);
    }

    @Test
    void everyWayToReadGivesTheBytes() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            log.append("large", value);
            log.append("small", Arrays.copyOf(value, 100));
            for (String key : List.of("large", "small")) {
                byte[] expected = log.get(key);
                log.read(key, part -> {
                    assertThat(part.length()).isEqualTo(expected.length);
                    assertThat(part.toArray()).isEqualTo(expected);
                    assertThat(part.get(0)).isEqualTo(expected[0]);
                    assertThat(part.get(expected.length - 1)).isEqualTo(expected[expected.length - 1]);
                    byte[] some = new byte[50];
                    part.get(13, some, 7, 20);
                    assertThat(Arrays.copyOfRange(some, 7, 27)).isEqualTo(Arrays.copyOfRange(expected, 13, 33));
                    ByteBuffer target =
                            ByteBuffer.allocateDirect(40).position(10).limit(30);
                    part.get(5, target);
                    assertThat(target.position(10).slice())
                            .isEqualTo(ByteBuffer.wrap(expected, 5, 20).slice());
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    part.writeTo(out);
                    assertThat(out.toByteArray()).isEqualTo(expected);
                    Path file = directory.resolve("file");
                    try (FileChannel channel = FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                        part.writeTo(channel);
                    }
                    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
                });
            }
        }
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            log.append("large", value);
            log.read("large", part -> {
                assertThatThrownBy(() -> part.get(LARGE)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> part.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> part.get(LARGE - 1, new byte[2], 0, 2))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> part.get(0, new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> part.get(1, ByteBuffer.allocate(LARGE)))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                Pipe pipe = Pipe.open();
                try (Pipe.SourceChannel source = pipe.source();
                        Pipe.SinkChannel sink = pipe.sink()) {
                    assertThat(source.isOpen()).isTrue();
                    sink.configureBlocking(false);
                    assertThatThrownBy(() -> part.writeTo(sink)).isInstanceOf(IllegalBlockingModeException.class);
                }
            });
        }
    }

    /** A channel that keeps the buffer it was given. */
    private static final class Keeping implements WritableByteChannel {

        private final List<ByteBuffer> kept = new ArrayList<>();

        @Override
        public int write(ByteBuffer source) {
            kept.add(source.duplicate());
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void nobodysChannelGetsTheMemoryItself() throws IOException {
        Keeping channel = new Keeping();
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            log.append("large", value);
            log.read("large", part -> part.writeTo(channel));
        }
        assertThat(channel.kept).containsExactly(ByteBuffer.wrap(value));
        assertThat(channel.kept.get(0).isDirect()).isFalse();
    }

    @Test
    void throwsWhenTheConsumerHasReturned() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            log.append("large", value);
            log.append("small", new byte[100]);
            for (String key : List.of("large", "small")) {
                List<LentBytes> kept = new ArrayList<>();
                log.read(key, kept::add);
                assertThrowsNow(kept.get(0));
            }
        }
    }

    private static void assertThrowsNow(LentBytes kept) {
        List<ThrowingCallable> uses = List.of(
                kept::length,
                () -> kept.get(0),
                () -> kept.get(0, new byte[1], 0, 1),
                () -> kept.get(0, ByteBuffer.allocate(1)),
                kept::toArray,
                () -> kept.writeTo(new ByteArrayOutputStream()),
                () -> kept.writeTo(new Keeping()));
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("lent until the consumer returned"));
    }

    /** What another thread reads when the consumer returns is right to the end, and the block is not used again. */
    @Test
    void aCallThatHasBegunGoesOnToItsEnd() throws Exception {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            for (int i = 0; i < 3000; i++) {
                byte[] piece = new byte[300];
                Arrays.fill(piece, (byte) (i / 700));
                log.append("x", piece);
            }
            Pipe pipe = Pipe.open();
            List<byte[]> parts = new ArrayList<>();
            AtomicReference<Parallel.Running> writer = new AtomicReference<>();
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            try (Pipe.SinkChannel sink = pipe.sink();
                    Pipe.SourceChannel source = pipe.source()) {
                log.read("x", part -> {
                    parts.add(part.toArray());
                    if (parts.size() == 1) {
                        writer.set(Parallel.start(() -> {
                            try (sink) {
                                part.writeTo(sink);
                            }
                        }));
                        // The pipe is smaller than the part: the thread is in its call until somebody reads on.
                        read(source, written, 1);
                    }
                });
                log.drop();
                while (read(source, written, 1 << 16)) {
                    Thread.onSpinWait();
                }
            }
            writer.get().join();
            assertThat(parts).hasSizeGreaterThan(2);
            assertThat(written.toByteArray()).isEqualTo(parts.get(0));
        }
    }

    private static boolean read(Pipe.SourceChannel source, ByteArrayOutputStream target, int most) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(most);
        int count = source.read(block);
        target.write(block.array(), 0, Math.max(0, count));
        return count >= 0;
    }

    @Test
    void misuseCrashesNoJvm() throws Exception {
        for (String misuse : List.of("close", "drop", "compact", "concurrent", "stream")) {
            try (ChildProcess jvm = ChildProcess.jvm(
                    Misuse.class, misuse, directory.resolve(misuse).toString())) {
                assertThat(jvm.join()).as(misuse).containsExactly("all threw");
            }
        }
    }

    /** Uses parts and streams too late, each in a way that unmaps what they were in. */
    static final class Misuse {

        private static final int ROUNDS = 40;

        private Misuse() {}

        public static void main(String[] arguments) throws Exception {
            Path path = Path.of(arguments[1]);
            switch (arguments[0]) {
                case "concurrent" -> concurrently(path);
                case "stream" -> stream(path);
                default -> after(arguments[0], path);
            }
            System.out.println("all threw");
        }

        private static List<LentBytes> kept(LogStore log) throws IOException {
            log.append("x", new byte[3_000_000]);
            List<LentBytes> kept = new ArrayList<>();
            log.read("x", kept::add);
            return kept;
        }

        private static void after(String what, Path path) throws Exception {
            LogStore log = LogStore.open(path);
            List<LentBytes> kept = kept(log);
            switch (what) {
                case "close" -> log.close();
                case "drop" -> log.drop();
                case "compact" -> log.compact();
                default -> throw new IllegalArgumentException(what);
            }
            for (LentBytes part : kept) {
                requireThrows(part::toArray);
                requireThrows(() -> part.get(part.length() - 1));
            }
            log.close();
        }

        private static void requireThrows(Parallel.Action late) throws Exception {
            try {
                late.run();
            } catch (IllegalStateException e) {
                return;
            }
            throw new AssertionError("it did not throw");
        }

        /** Other threads read for as long as they can, while the log is closed. */
        private static void concurrently(Path path) throws Exception {
            for (int i = 0; i < ROUNDS; i++) {
                LogStore log = LogStore.open(path);
                log.drop();
                log.append("x", new byte[1_000_000]);
                AtomicReference<Parallel.Running> reader = new AtomicReference<>();
                log.read("x", part -> {
                    CountDownLatch reading = new CountDownLatch(1);
                    reader.set(Parallel.start(() -> requireThrows(() -> {
                        while (true) {
                            part.toArray();
                            reading.countDown();
                        }
                    })));
                    await(reading);
                });
                log.close();
                reader.get().join();
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** A stream that is the last use of a closed log is closed while another thread reads it. */
        private static void stream(Path path) throws Exception {
            for (int i = 0; i < ROUNDS; i++) {
                InputStream in;
                try (LogStore log = LogStore.open(path)) {
                    log.drop();
                    log.append("x", new byte[8_000_000]);
                    in = log.open("x");
                }
                CountDownLatch reading = new CountDownLatch(1);
                Parallel.Running reader = Parallel.start(() -> {
                    byte[] block = new byte[1_000_000];
                    try {
                        while (in.read(block) > 0) {
                            reading.countDown();
                        }
                    } catch (IOException e) {
                        if (!"the stream is closed".equals(e.getMessage())) {
                            throw e;
                        }
                    }
                });
                await(reading);
                in.close();
                reader.join();
                try {
                    in.read();
                } catch (IOException e) {
                    continue;
                }
                throw new AssertionError("it did not throw");
            }
        }
    }
}
