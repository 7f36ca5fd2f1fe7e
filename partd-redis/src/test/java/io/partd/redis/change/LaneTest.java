package io.partd.redis.change;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import io.partd.UnstartableThread;
import io.partd.redis.RedisServer;
import io.partd.redis.layout.Layout;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Dialing;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.ServerAddress;
import io.partd.redis.wire.Settings;
import io.partd.redis.wire.SingleServer;
import io.partd.redis.wire.Text;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The thread that carries changes to a server. */
@Timeout(60)
final class LaneTest {

    private static String inBucket(int number) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "k" + i)
                .filter(key -> JedisClusterCRC16.getCRC16(key) % 3 == number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBucketWithMuchToDoDoesNotKeepOthersWaiting() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (RedisServer server = RedisServer.start();
                Store store = Partd.open(server.uri("turns") + "?buckets=3")) {
            store.append(inBucket(2), new byte[1]);
            server.pause();
            List<Parallel.Running> busy = new ArrayList<>();
            busy.add(Parallel.start(() -> store.append(inBucket(2), new byte[1])));
            busy.get(0).awaitWaiting();
            for (int i = 0; i < 4; i++) {
                busy.add(Parallel.start(() -> {
                    while (!done.get()) {
                        store.iset(inBucket(0), new byte[4 << 20]);
                    }
                }));
            }
            for (Parallel.Running each : busy) {
                each.awaitWaiting();
            }
            Parallel.Running other = Parallel.start(() -> store.append(inBucket(1), new byte[1]));
            other.awaitWaiting();
            server.resume();
            for (int i = 0; i < 200 && other.isAlive(); i++) {
                RedisServer.pause(100);
            }
            boolean waiting = other.isAlive();
            done.set(true);
            busy.forEach(Parallel.Running::join);
            other.join();
            assertThat(waiting).isFalse();
        }
    }

    /** The first connection gets an answer that no memory is enough for. */
    @Test
    void anAnswerThatDoesNotFitIntoTheMemoryEndsAConnectionOnly() throws Exception {
        RedisServer server = RedisServer.shared();
        Settings settings = new Settings(Duration.ofSeconds(10), 0, 1, null, null, null);
        Deadline deadline = new Deadline(settings.timeout());
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ServerAddress address = new ServerAddress("127.0.0.1", listener.getLocalPort());
            Parallel.Running proxy = Parallel.start(() -> {
                try (Socket poisoned = listener.accept()) {
                    poisoned.getInputStream().read();
                    poisoned.getOutputStream().write("$2147483647\r\n".getBytes(US_ASCII));
                    poisoned.getInputStream().readAllBytes();
                }
                try (Socket client = listener.accept();
                        Socket real = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    Parallel.Running answers =
                            Parallel.start(() -> real.getInputStream().transferTo(client.getOutputStream()));
                    client.getInputStream().transferTo(real.getOutputStream());
                    real.shutdownOutput();
                    answers.join();
                }
            });
            ServerAddress at = ServerAddress.of(server.address());
            try (Nodes direct = new Nodes(new SingleServer(at), new Dialing(settings))) {
                Layout layout = Layout.of("poison", 1, new Calls(direct), 0, deadline);
                try (Nodes nodes = new Nodes(new SingleServer(address), new Dialing(settings));
                        Writes writes = new Writes(nodes, layout)) {
                    Answer answer = writes.carryOut(
                            Script.ISET,
                            layout.buckets().get(0),
                            List.of(Text.of("x")),
                            new byte[0],
                            List.of(Text.of("value")),
                            deadline,
                            "iset",
                            List.of("x"));
                    assertThat(answer.text(0)).isEqualTo("1");
                }
            }
            proxy.join();
        }
    }

    /** As when the system has too many threads. */
    @Test
    void changesFailAtOnceWhileALaneHasNoThreadAndSucceedOnceItHasOne() throws Exception {
        Settings settings = new Settings(Duration.ofSeconds(20), 0, 1, null, null, null);
        Deadline deadline = new Deadline(settings.timeout());
        AtomicBoolean full = new AtomicBoolean(true);
        ServerAddress at = ServerAddress.of(RedisServer.shared().address());
        try (Nodes nodes = new Nodes(new SingleServer(at), new Dialing(settings));
                Lanes lanes = new Lanes(nodes, task -> full.get() ? new UnstartableThread(task) : new Thread(task))) {
            Layout layout = Layout.of("threadless", 1, new Calls(nodes), 0, deadline);
            BucketQueue queue = new BucketQueue(layout.buckets().get(0), lanes);
            for (int i = 0; i < 2; i++) {
                Change refused = set(layout, deadline);
                queue.add(refused);
                assertThat(refused.isDone()).isTrue();
                assertThatThrownBy(refused::result)
                        .hasMessage("there is no memory or thread to send changes: unable to create native thread");
            }
            full.set(false);
            Change change = set(layout, deadline);
            queue.add(change);
            assertThat(change.await()).isTrue();
            assertThat(change.result().text(0)).isEqualTo("1");
        }
    }

    @Test
    void aLaneOutlivesAnErrorAmidstAnswers() throws Exception {
        Settings settings = new Settings(Duration.ofSeconds(20), 0, 1, null, null, null);
        Deadline deadline = new Deadline(settings.timeout());
        ServerAddress at = ServerAddress.of(RedisServer.shared().address());
        try (Nodes nodes = new Nodes(new SingleServer(at), new Dialing(settings));
                Lanes lanes = new Lanes(nodes)) {
            Layout layout = Layout.of("erroneous", 1, new Calls(nodes), 0, deadline);
            BucketQueue queue = new BucketQueue(layout.buckets().get(0), lanes);
            queue.add(set(layout, deadline, done -> {
                throw new StackOverflowError("in a test");
            }));
            Change next = set(layout, deadline);
            queue.add(next);
            assertThat(next.await()).isTrue();
            assertThat(next.result().text(0)).isIn("0", "1");
        }
    }

    @Test
    void aLaneOutlivesAnErrorAtTheEndOfARound() throws Exception {
        Settings settings = new Settings(Duration.ofSeconds(1), 0, 1, null, null, null);
        ServerAddress at = ServerAddress.of(RedisServer.shared().address());
        Layout layout;
        try (Nodes nodes = new Nodes(new SingleServer(at), new Dialing(settings))) {
            layout = Layout.of("erroneous", 1, new Calls(nodes), 0, new Deadline(Duration.ofSeconds(20)));
        }
        ServerAddress nobody = new ServerAddress("127.0.0.1", 1);
        try (Nodes nodes = new Nodes(new SingleServer(nobody), new Dialing(settings));
                Lanes lanes = new Lanes(nodes)) {
            BucketQueue queue = new BucketQueue(layout.buckets().get(0), lanes);
            Change first = set(layout, new Deadline(Duration.ZERO), done -> {
                throw new StackOverflowError("in a test");
            });
            queue.add(first);
            assertThat(first.await(TimeUnit.SECONDS.toNanos(20))).isTrue();
            Change next = set(layout, new Deadline(Duration.ZERO));
            queue.add(next);
            assertThat(next.await(TimeUnit.SECONDS.toNanos(20))).isTrue();
            assertThatThrownBy(next::result).hasMessageStartingWith("waited 0 s for the iset to be sent: ");
        }
    }

    private static Change set(Layout layout, Deadline deadline) {
        return set(layout, deadline, done -> {});
    }

    private static Change set(Layout layout, Deadline deadline, Consumer<Change> whenDone) {
        return new Change(
                Script.ISET,
                layout.buckets().get(0).names(List.of(Text.of("x"))),
                new byte[0],
                List.of(Text.of("value")),
                deadline,
                "iset",
                whenDone);
    }

    @Test
    void noneBeginsAfterTheEnd() {
        Settings settings = new Settings(Duration.ofSeconds(1), 0, 1, null, null, null);
        Lanes lanes = new Lanes(new Nodes(new SingleServer(new ServerAddress("127.0.0.1", 1)), new Dialing(settings)));
        lanes.close();
        lanes.lane(0);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("partd-redis-127.0.0.1:1"));
    }
}
