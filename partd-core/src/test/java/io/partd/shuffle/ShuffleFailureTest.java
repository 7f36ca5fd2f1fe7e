package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.partd.Parallel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails ends the shuffle with what it threw, and leaves neither threads nor channels. */
class ShuffleFailureTest {

    private static final String TEXT = "a,b\n" + "some,text\n".repeat(600_000);

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("partd-shuffle")) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void endsWhenTheSinkFails(int batch) {
        BytesSource in = BytesSource.of("in", TEXT);
        Collected sink = new Collected().failingAt(batch);
        assertThatThrownBy(() -> byB(3).run(List.of(in), sink))
                .isInstanceOf(IOException.class)
                .hasMessage("batch " + batch + " is refused");
        assertThat(sink.batches()).isEqualTo(batch);
        assertThat(in.openChannels()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 5_999_999})
    void endsWhenASourceFails(int offset) {
        BytesSource before = BytesSource.of("before", "a,b\n1,2\n");
        BytesSource in = BytesSource.of("in", TEXT).inPiecesOf(10_000).failingAt(offset);
        assertThatThrownBy(() -> byB(3).run(List.of(before, in), new Collected()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("in cannot be read at ");
        assertThatThrownBy(() -> byB(3).run(List.of(in), new Collected()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("in cannot be read at ");
        assertThat(before.openChannels() + in.openChannels()).isZero();
    }

    @Test
    void endsWhenASourceCannotBeOpened() {
        IOException missing = new IOException("no such thing");
        Source source = new Source() {
            @Override
            public String name() {
                return "missing";
            }

            @Override
            public ReadableByteChannel open() throws IOException {
                throw missing;
            }
        };
        BytesSource before = BytesSource.of("before", "a,b\n1,2\n");
        assertThat(catchThrowable(() -> byB(2).run(List.of(source), new Collected())))
                .isSameAs(missing);
        assertThat(catchThrowable(() -> byB(2).run(List.of(before, source), new Collected())))
                .isSameAs(missing);
        assertThat(before.openChannels()).isZero();
    }

    @Test
    void endsAtAColumnThatIsNotThere() {
        BytesSource in = BytesSource.of("in", TEXT);
        assertThatThrownBy(() -> Shuffle.of(DelimitedFormat.csv(Column.of("z")), Partitioners.hash(2, ""))
                        .run(List.of(in), new Collected()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void endsWhenThePartitionerFails() {
        BytesSource in = BytesSource.of("in", TEXT);
        Partitioner failing = throwing(() -> {
            throw new UnsupportedOperationException("not today");
        });
        assertThatThrownBy(() ->
                        Shuffle.of(DelimitedFormat.csv(Column.of("b")), failing).run(List.of(in), new Collected()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shuffle failed: java.lang.UnsupportedOperationException: not today");
        assertThat(in.openChannels()).isZero();
    }

    /** As code in Kotlin or Scala may, which knows no checked exceptions. */
    @Test
    void endsWhenThePartitionerThrowsWhatItDoesNotDeclare() {
        BytesSource in = BytesSource.of("in", TEXT);
        Partitioner failing = throwing(() -> undeclared(new GeneralSecurityException("no such key")));
        Parallel.run(() -> assertThatThrownBy(() ->
                        Shuffle.of(DelimitedFormat.csv(Column.of("b")), failing).run(List.of(in), new Collected()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shuffle failed: java.security.GeneralSecurityException: no such key"));
        assertThat(in.openChannels()).isZero();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
    private static <E extends Throwable> void undeclared(Throwable failure) throws E {
        throw (E) failure;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void endsItsThreadsIfOneMoreCannotBeStarted(int startable) throws IOException {
        BytesSource in = BytesSource.of("in", TEXT);
        List<Thread> started = new ArrayList<>();
        ThreadFactory threads = task -> {
            if (started.size() == startable) {
                // Executors of newer JDKs do not call start().
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread thread = new Thread(task, "partd-shuffle");
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        };
        DelimitedFormat format = DelimitedFormat.csv(Column.of("b"));
        BlockPool pool = BlockPool.of(Shuffle.MIN_MEMORY);
        try (BlockReader reader = new BlockReader(List.of(in), format, pool)) {
            assertThatThrownBy(() -> new Pipeline(
                            reader,
                            () -> new Scatterer(format.cursor(reader.columns()), Partitioners.hash(2, ""), pool),
                            4,
                            4,
                            threads))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(started).hasSize(startable);
        }
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void closesASourceWhoseHeaderThereIsNoMemoryFor() throws IOException {
        BytesSource in = BytesSource.of("in", TEXT);
        Source poor = new Source() {
            @Override
            public String name() {
                return in.name();
            }

            @Override
            public ReadableByteChannel open() {
                ReadableByteChannel channel = in.open();
                return new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer target) {
                        throw new OutOfMemoryError("Java heap space");
                    }

                    @Override
                    public boolean isOpen() {
                        return channel.isOpen();
                    }

                    @Override
                    public void close() throws IOException {
                        channel.close();
                    }
                };
            }
        };
        assertThatThrownBy(() -> byB(2).run(List.of(poor), new Collected())).isInstanceOf(OutOfMemoryError.class);
        assertThat(in.openChannels()).isZero();
    }

    /** Else rows of one would replace those of the other in a batch. */
    @Test
    void refusesPartitionsOfTheSameName() {
        Collected sink = new Collected();
        Partitioner threeNames = named(partition -> "part-" + partition % 3);
        assertThatThrownBy(() -> Shuffle.of(new LineFormat(), threeNames)
                        .run(List.of(BytesSource.of("in", "a\nb\nc\nd\n")), sink))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the partitions 0 and 3 are both called 'part-0'; a partitioner gives each a name of its own");
        assertThat(sink.batches()).isZero();
    }

    /** Partitions may come while the shuffle runs. */
    @Test
    void refusesALaterPartitionOfTheSameName() {
        Partitioner growing = new Partitioner() {
            private final AtomicReference<Integer> count = new AtomicReference<>(1);

            @Override
            public int partition(byte[] bytes, int from, int to) {
                count.set(2);
                return bytes[from] == 'a' ? 0 : 1;
            }

            @Override
            public int count() {
                return count.get();
            }

            @Override
            public String name(int partition) {
                return "same";
            }
        };
        assertThatThrownBy(() -> Shuffle.of(new LineFormat(), growing)
                        .run(List.of(BytesSource.of("in", "a\nb\n")), new Collected()))
                .hasMessageStartingWith("the partitions 0 and 1 are both called 'same'");
    }

    private static Partitioner named(IntFunction<String> naming) {
        return new Partitioner() {
            @Override
            public int partition(byte[] bytes, int from, int to) {
                return bytes[from] % 4;
            }

            @Override
            public int count() {
                return 4;
            }

            @Override
            public String name(int partition) {
                return naming.apply(partition);
            }
        };
    }

    @Test
    void passesOnThatThereIsNoMemory() {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        Partitioner failing = throwing(() -> {
            throw error;
        });
        assertThat(catchThrowable(() -> Shuffle.of(DelimitedFormat.csv(Column.of("b")), failing)
                        .run(List.of(BytesSource.of("in", TEXT)), new Collected())))
                .isSameAs(error);
    }

    private static Partitioner throwing(Runnable failure) {
        return new Partitioner() {
            @Override
            public int partition(byte[] bytes, int from, int to) {
                failure.run();
                return 0;
            }

            @Override
            public int count() {
                return 1;
            }

            @Override
            public String name(int partition) {
                return "one";
            }
        };
    }

    @Test
    void endsAtTheFirstFaultInInputOrder() {
        String text = TEXT + "fault\n" + "some,text\n".repeat(100_000) + "another\n";
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> byB(4).run(List.of(BytesSource.of("in", text)), new Collected()))
                    .hasMessage("in:600002: it has 1 column, and the key is column 2");
        }
    }

    @Test
    void endsWhenItsThreadIsInterruptedWaitingForInput() throws Exception {
        BytesSource in = BytesSource.of("in", TEXT).inPiecesOf(50_000).hangingAt(3_000_000);
        interrupted(in, in::awaitHanging);
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void endsWhenItsThreadIsInterruptedReadingTheHeader() throws Exception {
        BytesSource in = BytesSource.of("in", TEXT).hangingAt(0);
        interrupted(in, in::awaitHanging);
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void endsWhenItsThreadIsInterruptedAtAPipe() throws Exception {
        for (String start : List.of("", "a,b\n" + "1,2\n".repeat(100))) {
            Pipe pipe = Pipe.open();
            pipe.sink().write(ByteBuffer.wrap(start.getBytes(StandardCharsets.US_ASCII)));
            CountDownLatch opened = new CountDownLatch(1);
            Source source = new Source() {
                @Override
                public String name() {
                    return "pipe";
                }

                @Override
                public ReadableByteChannel open() {
                    opened.countDown();
                    return pipe.source();
                }
            };
            interrupted(source, opened::await);
            assertThat(pipe.source().isOpen()).isFalse();
            pipe.sink().close();
        }
    }

    @Test
    void endsAtOnceIfItsThreadIsInterruptedAlready() {
        Thread.currentThread().interrupt();
        BytesSource in = BytesSource.of("in", TEXT);
        assertThatThrownBy(() -> byB(2).run(List.of(in), new Collected())).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void endsWhenItIsInterruptedWhileWriting() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        BytesSource in = BytesSource.of("in", TEXT);
        Thread caller = new Thread(() -> {
            thrown.set(catchThrowable(() -> byB(3).run(List.of(in), batch -> {
                writing.countDown();
                while (go.getCount() > 0) {
                    Thread.onSpinWait();
                }
            })));
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        writing.await();
        caller.interrupt();
        go.countDown();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(flag.get()).isTrue();
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void runsAgainAfterAFailure() throws IOException {
        Shuffle shuffle = byB(3);
        assertThatThrownBy(() -> shuffle.run(List.of(BytesSource.of("in", TEXT)), new Collected().failingAt(2)))
                .isInstanceOf(IOException.class);
        Collected sink = new Collected();
        assertThat(shuffle.run(List.of(BytesSource.of("in", TEXT)), sink).records())
                .isEqualTo(600_000);
        assertThat(String.join("", sink.texts().values())).hasSize(TEXT.length() + 3 * "a,b\n".length());
    }

    /** What is to happen before the interrupt. */
    @FunctionalInterface
    private interface Waiting {
        void await() throws InterruptedException;
    }

    private static void interrupted(Source source, Waiting waiting) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            thrown.set(catchThrowable(() -> byB(3).run(List.of(source), new Collected())));
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        waiting.await();
        caller.interrupt();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(flag.get()).isTrue();
    }

    private static Shuffle byB(int threads) {
        return Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(4, ""))
                .memory(Shuffle.MIN_MEMORY)
                .threads(threads);
    }
}
