package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.RecordingStore;
import io.partd.Store;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More clients than there is memory for, and clients that take it for nothing. */
final class BackPressureTest {

    private static final Duration STALL = Duration.ofSeconds(4);

    @RegisterExtension
    private final LogLines log = new LogLines();

    private final List<RawPeer> peers = new ArrayList<>();
    private PartdServer server;
    private Endpoint endpoint;

    private void serve(Store store, String memory) throws IOException {
        server = PartdServer.start(
                store,
                List.of(Endpoint.of("tcp://127.0.0.1:0")),
                ServerOptions.defaults().memory(ByteSize.of(memory)).stall(STALL),
                new Times(100_000, 300_000, 300_000, 1000));
        endpoint = server.endpoints().get(0);
    }

    @AfterEach
    void stop() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
        server.close();
    }

    private RawPeer python() throws IOException {
        RawPeer peer = RawPeer.greeted(endpoint);
        peers.add(peer);
        assertThat(peer.send("syn").texts()).containsExactly("ack");
        return peer;
    }

    private RawPeer ours() throws IOException {
        RawPeer peer = RawPeer.greeted(endpoint);
        peers.add(peer);
        byte[] session = new byte[16];
        new Random().nextBytes(session);
        assertThat(peer.send(utf8("syn"), utf8("partd/1"), session).texts()).startsWith("ack", "partd/1");
        return peer;
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void clientsWaitInBoundedMemoryWhileTheStoreIsStuck() throws Exception {
        int clients = 64;
        RecordingStore store = new RecordingStore(Partd.memory(), 0);
        serve(store, "16m");
        for (int i = 0; i < clients; i++) {
            python();
        }
        System.gc();
        long before = directMemory();
        byte[] value = new byte[1 << 20];
        CountDownLatch answered = new CountDownLatch(clients);
        List<Parallel.Running> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            byte[] key = utf8("key" + i);
            RawPeer peer = peers.get(i);
            running.add(Parallel.start(() -> {
                peer.send(utf8("append"), key, value);
                assertThat(peer.texts()).containsExactly("ack");
                answered.countDown();
            }));
        }
        // If all send at once, halves of messages take the memory, and only one message gets through.
        while (store.waiting() < 1) {
            Thread.sleep(1);
        }
        // Longer than the slow ones among them would be waited for.
        long end = System.nanoTime() + 2 * STALL.toNanos();
        while (System.nanoTime() < end) {
            assertThat(directMemory() - before).isLessThanOrEqualTo((16L << 20) + clients * (1L << 18));
            Thread.sleep(10);
        }
        assertThat(answered.getCount()).isEqualTo(clients);
        assertThat(store.waiting()).isLessThan(16);
        store.permit(clients);
        running.forEach(Parallel.Running::join);
        assertThat(store.keys()).hasSize(clients);
        assertThat(log.lines()).isEmpty();
    }

    /** Sends half a message of each peer, and a byte every now and then if told to. */
    private Parallel.Running holdHalfMessages(int attackers, AtomicBoolean over, boolean drip) throws IOException {
        byte[] half = ByteBuffer.allocate(9 + (128 << 10))
                .put((byte) 2)
                .putLong(1 << 20)
                .array();
        List<RawPeer> attacking = new ArrayList<>();
        for (int i = 0; i < attackers; i++) {
            attacking.add(python());
        }
        for (RawPeer attacker : attacking) {
            attacker.bytes(half);
        }
        return Parallel.start(() -> {
            while (drip && !over.get()) {
                for (RawPeer attacker : attacking) {
                    try {
                        attacker.bytes((byte) 0);
                    } catch (IOException e) {
                        // It was cut off.
                    }
                }
                Thread.sleep(50);
            }
        });
    }

    @Test
    void stalledHalfMessagesAreCutOff() throws Exception {
        serve(Partd.memory(), "4m");
        AtomicBoolean over = new AtomicBoolean();
        holdHalfMessages(20, over, false).join();
        new WellBehaved(endpoint, "good").python(() -> false);
        for (RawPeer peer : peers) {
            assertThat(peer.isCutOff()).isTrue();
        }
        assertThat(log.lines()).anyMatch(line -> line.contains("cut off"));
    }

    @Test
    void drippingHalfMessagesAreCutOffWhileOthersWait() throws Exception {
        serve(Partd.memory(), "4m");
        AtomicBoolean over = new AtomicBoolean();
        Parallel.Running dripping = holdHalfMessages(16, over, true);
        new WellBehaved(endpoint, "good").python(() -> false);
        new WellBehaved(endpoint, "better").ours(() -> false);
        // The others may be done before the halves have filled the memory; those wait for each other then.
        log.await("too slowly");
        over.set(true);
        dripping.join();
    }

    @Test
    void slowReadersOfAnswersAreCutOff() throws Exception {
        Store store = Partd.memory();
        byte[] value = new byte[1_000_000];
        for (int i = 0; i < 30; i++) {
            store.append("large", value);
        }
        store.append("held", value);
        serve(store, "4m");
        AtomicBoolean over = new AtomicBoolean();
        List<RawPeer> readers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            RawPeer reader = RawPeer.withSmallBuffer(endpoint).greet();
            peers.add(reader);
            readers.add(reader.send("get", "held", "large"));
        }
        Parallel.Running dripping = Parallel.start(() -> {
            while (!over.get()) {
                for (RawPeer reader : readers) {
                    for (int i = 0; i < 500; i++) {
                        reader.read();
                    }
                }
                Thread.sleep(50);
            }
        });
        new WellBehaved(endpoint, "good").python(() -> false);
        new WellBehaved(endpoint, "better").ours(() -> false);
        over.set(true);
        try {
            dripping.join();
        } catch (AssertionError e) {
            assertThat(e).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(log.lines()).anyMatch(line -> line.contains("gone: could not send to it: it "));
    }

    @Test
    void aClientThatReadsNothingOfAnAnswerIsCutOff() throws Exception {
        Store store = Partd.memory();
        store.append("large", new byte[30_000_000]);
        serve(store, "4m");
        RawPeer python = RawPeer.withSmallBuffer(endpoint).greet();
        peers.add(python);
        python.send("get", "large");
        while (log.lines().isEmpty()) {
            Thread.sleep(10);
        }
        assertThat(log.lines().get(0)).contains("gone: could not send to it: it has read nothing for");
        assertThat(python.isCutOff()).isTrue();
    }

    /** Those who have the memory wait for the section, and its client needs memory to end it. */
    @Test
    void aSectionCanBeUsedAndEndedWhileOthersThatWaitForItHaveAllMemory() throws Exception {
        serve(Partd.memory(), "4m");
        RawPeer holder = ours();
        assertThat(holder.send(request(14, 1).frame()).answer().get()).isEqualTo((byte) 1);
        for (int i = 0; i < 12; i++) {
            python();
        }
        List<Parallel.Running> others = new ArrayList<>();
        byte[] value = new byte[900_000];
        CountDownLatch sent = new CountDownLatch(4);
        for (RawPeer peer : peers.subList(1, 13)) {
            others.add(Parallel.start(() -> {
                peer.send(utf8("append"), utf8("others"), value);
                sent.countDown();
                assertThat(peer.texts()).containsExactly("ack");
            }));
        }
        sent.await();
        Thread.sleep(100);
        byte[] large = new byte[1_500_000];
        for (int number = 2; number < 10; number++) {
            byte[] head = request(1, number).u32(1).key("own").u32(large.length).frame();
            assertThat(holder.send(head, large).answer().get()).isEqualTo((byte) 1);
        }
        assertThat(holder.send(request(10, 10).key("others").frame()).answer().getLong(9))
                .isZero();
        assertThat(holder.send(request(15, 11).frame()).answer().get()).isEqualTo((byte) 1);
        others.forEach(Parallel.Running::join);
        assertThat(holder.send(request(10, 12).key("others").frame()).answer().getLong(9))
                .isEqualTo(12L * value.length);
    }
}
