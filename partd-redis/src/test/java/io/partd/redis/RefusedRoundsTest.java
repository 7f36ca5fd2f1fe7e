package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Several changes on their way at once, of which some are refused, each for a reason of its own. */
@Timeout(60)
final class RefusedRoundsTest {

    /** The first has to be made another way, the second's script is unknown: none may take the other's number. */
    @Test
    void noTwoChangesHaveTheSameNumber() throws Exception {
        try (RedisServer server = RedisServer.start();
                Store store = Partd.open(server.uri("rounds") + "?pipeline=1m")) {
            store.append("large", new byte[17 << 20]);
            store.append("small", new byte[1]);
            store.flush();
            server.cli("CLIENT", "PAUSE", "30000", "WRITE");
            store.append("first", new byte[20_000]);
            RedisCluster.await(
                    "the first change", () -> server.info("blocked_clients").equals("1"));
            store.append("large", new byte[20_000]);
            store.append("small", new byte[1]);
            server.cli("SCRIPT", "FLUSH");
            server.cli("CLIENT", "UNPAUSE");
            store.flush();
            store.append("small", new byte[1]);
            store.append("last", new byte[1]);
            store.flush();
            assertThat(store.size("first")).isEqualTo(20_000);
            assertThat(store.size("large")).isEqualTo((17 << 20) + 20_000);
            assertThat(store.size("small")).isEqualTo(3);
            assertThat(store.size("last")).isEqualTo(1);
        }
    }

    @Test
    void whatWasRefusedEachTimeHadNoEffect() throws Exception {
        RedisServer server = RedisServer.shared();
        try (Store store = Partd.open(server.uri("excluded") + "?timeout=700ms")) {
            store.append("x", new byte[1]);
            server.cli("SET", "partd:{excluded:0}:lock", "somebody");
            Throwable refused = catchThrowable(() -> store.append("x", new byte[2]));
            // On a slow machine a round is on its way when the time is over, and its outcome is not known.
            for (int tries = 1; tries < 20 && refused instanceof OutcomeUnknownException; tries++) {
                refused = catchThrowable(() -> store.append("x", new byte[2]));
            }
            assertThat(refused)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("a section of another client excludes it; the call had no effect");
            server.cli("DEL", "partd:{excluded:0}:lock");
            store.append("x", new byte[4]);
            assertThat(store.size("x")).isEqualTo(5);
            store.drop();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20_000})
    void nothingIsChangedIfTheSetOfKeysIsNone(int length) throws Exception {
        RedisServer server = RedisServer.shared();
        String dataset = "noset" + length;
        String keys = "partd:{" + dataset + ":0}:keys";
        try (Store store = Partd.open(server.uri(dataset))) {
            server.cli("SET", keys, "theirs");
            assertThatThrownBy(() -> store.append("x", new byte[length]))
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("WRONGTYPE");
            server.cli("DEL", keys);
            store.append("x", new byte[length + 1]);
            assertThat(store.get("x")).hasSize(length + 1);
            store.drop();
        }
    }

    @Test
    void aBatchOfWhichAPartCannotBePutAsideIsStoredNowhere() throws Exception {
        try (RedisServer server = RedisServer.start("--maxmemory", "40mb");
                Store store = Partd.open(server.uri("aside") + "?buckets=2")) {
            Map<String, byte[]> batch = new LinkedHashMap<>();
            batch.put(inBucket(0), new byte[5 << 20]);
            batch.put(inBucket(1), new byte[60 << 20]);
            assertThatThrownBy(() -> store.append(batch))
                    .isNotInstanceOf(PartlyAppendedException.class)
                    .hasMessageContaining("OOM");
            for (int bucket = 0; bucket < 2; bucket++) {
                // What comes later is carried out later.
                store.append(inBucket(bucket), new byte[1]);
                assertThat(store.size(inBucket(bucket))).isEqualTo(1);
            }
            assertThat(store.keys()).hasSize(2);
        }
    }

    private static String inBucket(int number) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "k" + i)
                .filter(key -> JedisClusterCRC16.getCRC16(key) % 2 == number)
                .findFirst()
                .orElseThrow();
    }

    /** What is under way when the store is closed is still known to the server. */
    @Test
    void aCallThatAClosingStoreIsWaitingForIsMadeOnce() throws Exception {
        RedisServer server = RedisServer.shared();
        Store closing = Partd.open(server.uri("closing"));
        closing.append("x", new byte[1]);
        server.cli("SET", "partd:{closing:0}:lock", "somebody");
        Parallel.Running append = Parallel.start(() -> closing.append("x", new byte[2]));
        append.awaitWaiting();
        closing.close();
        server.cli("DEL", "partd:{closing:0}:lock");
        append.join();
        try (Store store = Partd.open(server.uri("closing"))) {
            assertThat(store.get("x")).hasSize(3);
            store.drop();
        }
    }
}
