package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.InvalidKeyException;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of any text, and datasets and programs beside each other. */
@Timeout(120)
final class NeighboursTest {

    private static String uri(String kind, String dataset) throws IOException {
        return kind.equals("server")
                ? RedisServer.shared().uri(dataset)
                : RedisCluster.shared().uri(dataset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "cluster"})
    void keysAreAnyText(String kind) throws IOException {
        List<String> keys = new ArrayList<>(List.of(
                " ",
                "  a  ",
                "a b",
                "{",
                "}",
                "{}",
                "{a}",
                "{a}{b}",
                "a{b}c",
                "}{",
                "*",
                "?",
                "[a-z]",
                "\\",
                "\"",
                "'",
                "a/b",
                "/a",
                "a/",
                "../x",
                ".",
                "\0",
                "\n",
                "\r\n",
                "\u007f",
                "\uffff",
                "\ufeff",
                "é",
                "e\u0301",
                "日本",
                "\uD83D\uDE00",
                "%20",
                ":",
                "v",
                "v:x",
                "layout",
                "partd:{x}:v:y",
                "0",
                "-1",
                "nil",
                "true"));
        keys.add("k".repeat(64 << 10));
        keys.add("日".repeat(20_000));
        StringBuilder all = new StringBuilder();
        for (int c = 1; c < 0x10000; c++) {
            if (!Character.isSurrogate((char) c)) {
                all.append((char) c);
            }
        }
        for (int from = 0; from < all.length(); from += 1_000) {
            keys.add(all.substring(from, Math.min(all.length(), from + 1_000)));
        }
        try (Store store = Partd.open(uri(kind, "hostile"))) {
            Map<String, byte[]> batch = new TreeMap<>();
            for (int i = 0; i < keys.size(); i++) {
                batch.put(keys.get(i), ("<" + i + ">").getBytes(UTF_8));
            }
            store.append(batch);
            for (String key : keys) {
                store.append(key, batch.get(key));
            }
            assertThat(store.keys()).isEqualTo(batch.keySet());
            List<byte[]> values = store.get(keys);
            for (int i = 0; i < keys.size(); i++) {
                assertThat(new String(values.get(i), UTF_8)).isEqualTo("<" + i + "><" + i + ">");
            }
            assertThat(store.size("{a}{b}")).isPositive();
            assertThat(new String(store.pop("{a}{b}"), UTF_8)).isNotEmpty();
            store.delete(keys.subList(0, 20));
            assertThat(store.keys()).doesNotContainAnyElementsOf(keys.subList(0, 20));
            assertThatThrownBy(() -> store.append("half \uD83D", new byte[1])).isInstanceOf(InvalidKeyException.class);
            store.drop();
            assertThat(store.keys()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "cluster"})
    void datasetsWhoseNamesBeginAlikeAreApart(String kind) throws IOException {
        List<String> names = List.of("trip", "trips", "trips/2025", "trips.2025", "trips-v", "Trips");
        List<Store> stores = new ArrayList<>();
        try {
            for (String name : names) {
                Store store = Partd.open(uri(kind, name));
                stores.add(store);
                store.append(Map.of("x", name.getBytes(UTF_8), "v:" + name, new byte[100_000]));
            }
            stores.get(1).drop();
            for (int i = 0; i < names.size(); i++) {
                assertThat(stores.get(i).keys()).hasSize(i == 1 ? 0 : 2);
                assertThat(new String(stores.get(i).get("x"), UTF_8)).isEqualTo(i == 1 ? "" : names.get(i));
            }
        } finally {
            for (Store store : stores) {
                store.drop();
                store.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "cluster"})
    void whatOthersHaveThereIsLeftAlone(String kind) throws IOException {
        List<String> others =
                List.of("session:1", "{mine}:x", "partd", "partd:", "partd:{mine", "mine", "partd:{min}:0");
        List<RedisServer> servers = kind.equals("server")
                ? List.of(RedisServer.shared())
                : RedisCluster.shared().primaries();
        for (String other : others) {
            holder(kind, other).cli("SET", other, "theirs");
        }
        try (Store store = Partd.open(uri(kind, "mine"))) {
            for (int i = 0; i < 3_000; i++) {
                store.append("k" + i % 1_500, new byte[50]);
            }
            store.append("large", new byte[40 << 20]);
            assertThat(store.keys()).hasSize(1_501);
            store.drop();
            assertThat(store.keys()).isEmpty();
        }
        for (String other : others) {
            RedisServer holder = holder(kind, other);
            assertThat(holder.cli("GET", other)).as(other).isEqualTo("theirs");
            holder.cli("DEL", other);
        }
        for (RedisServer server : servers) {
            assertThat(server.names("*mine*").stream().filter(name -> !name.endsWith(":layout")))
                    .as("what a dropped dataset leaves")
                    .hasSizeLessThan(2_000)
                    .noneMatch(name -> name.contains(":v:") || name.contains(":p:") || name.contains(":s:"));
        }
    }

    private static RedisServer holder(String kind, String key) throws IOException {
        if (kind.equals("server")) {
            return RedisServer.shared();
        }
        RedisCluster cluster = RedisCluster.shared();
        return cluster.primaryOf(cluster.slotOf(key));
    }
}
