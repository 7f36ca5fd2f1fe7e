package io.partd.zmq.server;

import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Random attacks, each from a seed, beside clients that must not notice. */
@Tag("sampled")
final class FuzzTest {

    private static final int ATTACKERS = 4;
    private static final int MESSAGES = Sample.times(10_000, 50_000);

    @RegisterExtension
    private final LogLines log = new LogLines();

    @TempDir
    private Path directory;

    /** Attacks, and returns how many pieces were appended by well-behaved clients meanwhile. */
    static int attackBesideOthers(Endpoint endpoint, int messages) {
        AtomicBoolean over = new AtomicBoolean();
        int[] pieces = new int[4];
        List<Parallel.Running> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            WellBehaved client = new WellBehaved(endpoint, "good" + i);
            clients.add(Parallel.start(() -> pieces[number] =
                    number % 2 == 0 ? client.python(() -> !over.get()) : client.ours(() -> !over.get())));
        }
        try {
            Parallel.run(ATTACKERS, thread -> new Attack(endpoint, thread).run(messages / ATTACKERS));
        } finally {
            over.set(true);
        }
        clients.forEach(Parallel.Running::join);
        assertThat(pieces).doesNotContain(0);
        return pieces[0] + pieces[1] + pieces[2] + pieces[3];
    }

    @Test
    void clientsDoNotNoticeThatOthersSendNonsense() throws IOException {
        try (PartdServer server = PartdServer.start(
                new WithoutDrop(Partd.file(directory.resolve("dataset"))),
                List.of(Endpoint.of("tcp://127.0.0.1:0")),
                ServerOptions.defaults()
                        .memory(ByteSize.of("8m"))
                        .stall(Duration.ofSeconds(5))
                        .stopRequests(StopRequests.REFUSED))) {
            attackBesideOthers(server.endpoints().get(0), MESSAGES);
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("unexpected")).hasSizeLessThan(5000);
        assertThat(directory.toFile().list()).containsExactly("dataset");
    }

    @Test
    void twentyMillionEmptyFramesAreRefusedLongBeforeTheyTakeMemory() throws IOException {
        try (PartdServer server = PartdServer.start(
                Partd.memory(),
                List.of(Endpoint.of("tcp://127.0.0.1:0")),
                ServerOptions.defaults().memory(ByteSize.of("8m")))) {
            Endpoint endpoint = server.endpoints().get(0);
            byte[] frames = new byte[200_000];
            for (int i = 0; i < frames.length; i += 2) {
                frames[i] = 1;
            }
            try (RawPeer peer = RawPeer.greeted(endpoint)) {
                AtomicBoolean refused = new AtomicBoolean();
                Parallel.Running flood = Parallel.start(() -> {
                    try {
                        for (int i = 0; i < 200; i++) {
                            peer.bytes(frames);
                        }
                    } catch (IOException e) {
                        refused.set(true);
                    }
                });
                assertThat(peer.texts()).first().isEqualTo("error");
                new WellBehaved(endpoint, "good").python(() -> false);
                assertThat(peer.isCutOff()).isTrue();
                flood.join();
            }
            // As many as a message may have.
            try (RawPeer peer = RawPeer.greeted(endpoint)) {
                for (int i = 0; i < 20; i++) {
                    peer.bytes(frames);
                }
                assertThat(peer.bytes((byte) 0, (byte) 0).texts()).first().isEqualTo("error");
                assertThat(peer.texts()).containsExactly("ack");
                assertThat(peer.send(utf8("append"), utf8("x"), utf8("y")).texts())
                        .containsExactly("ack");
            }
        }
    }
}
