package io.partd.zmq.endurance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed again and again, with {@code SIGKILL} and while clients append to it. */
@EnabledOnOs(OS.LINUX)
@Tag("sampled")
class ServerKillTest {

    private static final int KILLS = Sample.times(8, 60);
    private static final int CLIENTS = 3;
    private static final List<String> FLAGS = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @TempDir
    private Path directory;

    /** What became of a client's appends, by their numbers. */
    private static final class Fate {

        private final BitSet acknowledged = new BitSet();
        private final BitSet unknown = new BitSet();
        private int tried;
    }

    @Test
    @Timeout(600)
    void losesNothingThatWasAcknowledged() throws Exception {
        String log = directory.resolve("log").toString();
        String address = "ipc://" + directory.resolve("s");
        List<Fate> fates = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            fates.add(new Fate());
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong acknowledged = new AtomicLong();
        AtomicReference<ServerProcess> last = new AtomicReference<>();
        ServerProcess first = ServerProcess.start(FLAGS, log, address);
        Tasks.run(CLIENTS + 1, thread -> {
            if (thread < CLIENTS) {
                append(address, thread, fates.get(thread), over, acknowledged);
                return;
            }
            Random random = new Random(42);
            ServerProcess server = first;
            for (int kill = 0; kill < KILLS; kill++) {
                long before = acknowledged.get();
                while (acknowledged.get() < before + CLIENTS) {
                    Thread.sleep(1);
                }
                Thread.sleep(random.nextInt(50));
                server.kill();
                server.close();
                server = ServerProcess.start(FLAGS, log, address);
            }
            over.set(true);
            last.set(server);
        });
        last.get().close();
        try (Store store = Partd.log(directory.resolve("log"))) {
            for (int client = 0; client < CLIENTS; client++) {
                check(store, client, fates.get(client));
            }
        }
        assertThat(fates.stream()
                        .mapToInt(fate -> fate.acknowledged.cardinality())
                        .sum())
                .isGreaterThan(KILLS * CLIENTS);
    }

    private static void append(String address, int client, Fate fate, AtomicBoolean over, AtomicLong acknowledged)
            throws IOException {
        try (Store store = Partd.open(address + "?timeout=60s")) {
            while (!over.get()) {
                int number = fate.tried;
                fate.tried++;
                byte[] piece = ("<" + number + ">").getBytes(US_ASCII);
                Map<String, byte[]> batch = new HashMap<>();
                batch.put("a" + client, piece);
                batch.put("b" + client, piece);
                batch.put("filler" + client + "/" + number % 50, new byte[2000]);
                try {
                    store.append(batch);
                    fate.acknowledged.set(number);
                    acknowledged.incrementAndGet();
                } catch (OutcomeUnknownException e) {
                    fate.unknown.set(number);
                }
            }
        }
    }

    private static void check(Store store, int client, Fate fate) throws IOException {
        BitSet found = new BitSet();
        String a = new String(store.get("a" + client), US_ASCII);
        assertThat(new String(store.get("b" + client), US_ASCII)).isEqualTo(a);
        int last = -1;
        for (String piece : a.split("(?<=>)")) {
            int number = Integer.parseInt(piece.substring(1, piece.length() - 1));
            assertThat(number).as("in order, and none twice").isGreaterThan(last);
            last = number;
            found.set(number);
        }
        BitSet missing = (BitSet) fate.acknowledged.clone();
        missing.andNot(found);
        assertThat(missing.toString()).as("acknowledged, and lost").isEqualTo("{}");
        BitSet unexpected = (BitSet) found.clone();
        unexpected.andNot(fate.acknowledged);
        unexpected.andNot(fate.unknown);
        assertThat(unexpected.toString()).as("stored, and refused").isEqualTo("{}");
    }
}
