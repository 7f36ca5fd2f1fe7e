package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.FailingStore;
import io.partd.ForwardingStore;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.SmallDisk;
import io.partd.Store;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the store cannot do goes back to who asked for it; the server and the others go on. */
final class StoreFailureTest {

    @RegisterExtension
    private final LogLines log = new LogLines();

    @TempDir
    private Path directory;

    private static PartdServer serve(Store store, ServerOptions options) throws IOException {
        return PartdServer.start(store, List.of(Endpoint.of("tcp://127.0.0.1:0")), options);
    }

    private static RawPeer python(PartdServer server) throws IOException {
        RawPeer peer = RawPeer.greeted(server.endpoints().get(0));
        assertThat(peer.send("syn").texts()).containsExactly("ack");
        return peer;
    }

    private static RawPeer ours(PartdServer server) throws IOException {
        RawPeer peer = RawPeer.greeted(server.endpoints().get(0));
        byte[] session = new byte[16];
        new Random().nextBytes(session);
        assertThat(peer.send(utf8("syn"), utf8("partd/1"), session).texts()).startsWith("ack", "partd/1");
        return peer;
    }

    @Test
    void appendsThatFailAreAnsweredEachAndTheOthersAreStored() throws IOException {
        Store memory = Partd.memory();
        try (PartdServer server = serve(new FailingStore(memory, 3), ServerOptions.defaults());
                RawPeer python = python(server);
                RawPeer ours = ours(server)) {
            StringBuilder stored = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                List<String> answer = python.send("append", "p", i + ",").texts();
                if (answer.get(0).equals("error")) {
                    assertThat(answer.get(1)).isEqualTo(FailingStore.MESSAGE);
                    assertThat(python.texts()).containsExactly("ack");
                } else {
                    stored.append(i).append(',');
                }
            }
            assertThat(python.send("get", "p").texts()).containsExactly(stored.toString());
            for (int i = 1; i <= 30; i++) {
                byte[] piece = utf8(i + ",");
                ours.put(1, request(1, i).u32(1).key("o").u32(piece.length).frame())
                        .put(0, piece);
            }
            ours.bytes();
            boolean[] failed = new boolean[31];
            long answered = 0;
            while (answered < 30) {
                ByteBuffer answer = ours.answer();
                failed[(int) answer.getLong(1)] = answer.get(0) == 5;
                assertThat(answer.getLong(1)).isGreaterThan(answered);
                answered = answer.getLong(1);
            }
            StringBuilder expected = new StringBuilder();
            for (int i = 1; i <= 30; i++) {
                expected.append(failed[i] ? "" : i + ",");
            }
            assertThat(new String(memory.get("o"), UTF_8)).isEqualTo(expected.toString());
            assertThat(expected.length()).isLessThan(81).isGreaterThan(40);
        }
    }

    @Test
    void whatStoresShouldNotThrowIsAnErrorToo() throws IOException {
        AtomicReference<Throwable> next = new AtomicReference<>();
        Store store = new ForwardingStore(Partd.memory()) {
            @Override
            public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
                Throwable e = next.getAndSet(null);
                if (e instanceof Error error) {
                    throw error;
                } else if (e instanceof RuntimeException exception) {
                    throw exception;
                }
                super.appendBuffers(batch);
            }
        };
        try (PartdServer server = serve(store, ServerOptions.defaults());
                RawPeer python = python(server);
                RawPeer ours = ours(server)) {
            long number = 1;
            for (Throwable e : List.of(
                    new OutOfMemoryError("says the test"),
                    new StackOverflowError("says the test"),
                    new IllegalStateException("says the test"),
                    new NullPointerException(),
                    new IllegalArgumentException("says the test"))) {
                next.set(e);
                assertThat(python.send("append", "x", "y").texts()).first().isEqualTo("error");
                assertThat(python.texts()).containsExactly("ack");
                assertThat(python.send("append", "x", "y").texts()).containsExactly("ack");
                next.set(e);
                byte[] head = request(1, number).u32(1).key("x").u32(1).frame();
                assertThat(ours.send(head, utf8("y")).answer().get()).isEqualTo((byte) 5);
                head = request(1, number + 1).u32(1).key("x").u32(1).frame();
                assertThat(ours.send(head, utf8("y")).answer().get()).isEqualTo((byte) 1);
                number += 2;
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("IllegalStateException: says the test"));
        }
    }

    @Test
    void anErrorInTheMiddleOfAValueIsNeverTakenForTheValue() throws Exception {
        Store memory = Partd.memory();
        memory.append("large", new byte[3 << 20]);
        Store store = new ForwardingStore(memory) {
            @Override
            public InputStream open(String key) throws IOException {
                InputStream whole = super.open(key);
                return new InputStream() {
                    private long left = 2 << 20;

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        if (left <= 0) {
                            throw new IOException("the disk is broken, says the test");
                        }
                        int count = whole.read(target, offset, (int) Math.min(left, length));
                        left -= count;
                        return count;
                    }
                };
            }
        };
        try (PartdServer server = serve(store, ServerOptions.defaults());
                RawPeer python = python(server);
                RawPeer ours = ours(server)) {
            python.send("get", "large");
            assertThat(python.isCutOff()).isTrue();
            log.await("cut off: get: the disk is broken");
            for (byte[] request : List.of(
                    request(5, 1).keys("large").frame(),
                    request(6, 2).key("large").frame())) {
                ours.send(request);
                if (request[0] == 6) {
                    assertThat(ours.answer().get()).isEqualTo((byte) 1);
                    ours.send(request(7, 3).u64(2).u32(3 << 20).frame());
                }
                byte kind = ours.answer().get();
                while (kind == 2 || kind == 4) {
                    kind = ours.answer().get();
                }
                assertThat(kind).isEqualTo((byte) 5);
            }
            assertThat(ours.send(request(16, 4).frame()).answer().get()).isEqualTo((byte) 1);
        }
    }

    @Test
    void aFullDiskIsAnErrorUntilThereIsSpaceAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.toRealPath().resolve("disk"), 16)) {
            requireErrorUntilThereIsSpace(disk.directory());
        }
    }

    private static void requireErrorUntilThereIsSpace(Path disk) throws IOException {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[8 << 20]);
        try (PartdServer server = serve(Partd.log(disk.resolve("dataset")), ServerOptions.defaults());
                RawPeer python = python(server);
                RawPeer ours = ours(server)) {
            String piece = "x".repeat(300_000);
            int stored = 0;
            List<String> answer = python.send("append", "x", piece).texts();
            while (answer.get(0).equals("ack")) {
                stored++;
                answer = python.send("append", "x", piece).texts();
            }
            assertThat(answer.get(1)).contains("no space left on device");
            assertThat(python.texts()).containsExactly("ack");
            byte[] head = request(1, 1).u32(1).key("x").u32(piece.length()).frame();
            ByteBuffer error = ours.send(head, utf8(piece)).answer();
            assertThat(error.get()).isEqualTo((byte) 5);
            assertThat(error.get(9)).isEqualTo((byte) 2);
            assertThat(python.send("get", "x").receive().get(0)).hasSize(stored * piece.length());
            assertThat(python.texts()).containsExactly("ack");
            Files.delete(ballast);
            assertThat(python.send("append", "x", piece).texts()).containsExactly("ack");
            head = request(1, 2).u32(1).key("x").u32(piece.length()).frame();
            assertThat(ours.send(head, utf8(piece)).answer().get()).isEqualTo((byte) 1);
            assertThat(python.send("get", "x").receive().get(0)).hasSize((stored + 2) * piece.length());
        }
    }

    @Test
    void moreClientsThanAllowedAreRefusedUntilOneLeaves() throws Exception {
        try (PartdServer server = serve(Partd.memory(), ServerOptions.defaults().maxClients(2))) {
            RawPeer first = python(server);
            RawPeer second = python(server);
            try (RawPeer third = RawPeer.connect(server.endpoints().get(0))) {
                assertThat(third.isCutOff()).isTrue();
            }
            log.await("refused: 2 clients are connected, and no more are allowed");
            assertThat(second.send("append", "x", "y").texts()).containsExactly("ack");
            first.close();
            RawPeer admitted = null;
            while (admitted == null) {
                try {
                    admitted = python(server);
                } catch (IOException e) {
                    Thread.sleep(1);
                }
            }
            assertThat(admitted.send("append", "x", "y").texts()).containsExactly("ack");
            admitted.close();
            second.close();
        }
    }

    @Test
    void clientsThatConnectAndLeaveDoNotUseUpPlaces() throws Exception {
        try (PartdServer server = serve(Partd.memory(), ServerOptions.defaults().maxClients(3))) {
            Parallel.run(4, thread -> {
                for (int i = 0; i < 100; i++) {
                    try (RawPeer peer = RawPeer.connect(server.endpoints().get(0))) {
                        peer.bytes(RawPeer.GREETING);
                    } catch (IOException e) {
                        // There was no place.
                    }
                }
            });
            RawPeer admitted = null;
            while (admitted == null) {
                try {
                    admitted = python(server);
                } catch (IOException e) {
                    Thread.sleep(1);
                }
            }
            admitted.close();
        }
    }
}
