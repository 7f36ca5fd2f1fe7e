package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values of several pieces. */
@Timeout(120)
final class LongValuesTest {

    private static final AtomicInteger DATASETS = new AtomicInteger();

    private final String dataset = "long" + DATASETS.incrementAndGet();
    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = Partd.open(RedisServer.shared().uri(dataset));
    }

    @AfterEach
    void close() throws IOException {
        if (store == null) {
            return; // there is no Redis
        }
        store.drop();
        store.close();
        assertThat(names("*p:*")).as("pieces that are left").isEmpty();
    }

    private List<String> names(String pattern) throws IOException {
        return RedisServer.shared().names("partd:{" + dataset + ":0}:" + pattern);
    }

    /** Appends in all sizes, by all ways, until there are several pieces. */
    private byte[] fill(String key) throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] lengths = {1, 3_000_000, 9_000, 3_900_000, 4_000_000, 5_000_000, 12, 20_000_000, 300, 17_000_000, 40_000};
        for (int length : lengths) {
            byte[] piece = new byte[length];
            random.nextBytes(piece);
            store.append(Map.of(key, piece, "beside", new byte[] {1}));
            all.writeBytes(piece);
        }
        for (int i = 0; i < 8; i++) {
            byte[] piece = new byte[2_500_000];
            random.nextBytes(piece);
            store.append(key, piece);
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    @Test
    void readsBackWhatWasAppendedInAllSizes() throws IOException {
        byte[] all = fill("x");
        assertThat(store.size("x")).isEqualTo(all.length);
        assertThat(store.get("x")).isEqualTo(all);
        assertThat(store.size("beside")).isEqualTo(11);
        assertThat(names("p:*")).hasSizeGreaterThan(3);
        try (InputStream in = store.open("x")) {
            in.skipNBytes(30_000_000);
            assertThat(in.readNBytes(7)).isEqualTo(Arrays.copyOfRange(all, 30_000_000, 30_000_007));
        }
        assertThat(store.iset("x", new byte[1])).isFalse();
        assertThat(store.keys()).containsExactly("beside", "x");
        store.append("x", new byte[] {5});
        byte[] popped = store.pop("x");
        assertThat(popped)
                .hasSize(all.length + 1)
                .startsWith(Arrays.copyOf(all, 1000))
                .endsWith(5);
        assertThat(store.size("x")).isZero();
        assertThat(store.iset("x", all)).isTrue();
        assertThat(store.iset("x", all)).isFalse();
        assertThat(store.get("x")).isEqualTo(all);
    }

    @Test
    void whatIsBeingReadOutlivesItsDeletion() throws IOException {
        byte[] all = fill("x");
        try (InputStream in = store.open("x")) {
            byte[] first = in.readNBytes(2_000_000);
            store.append("x", new byte[100]);
            store.delete("x");
            store.append("x", "another".getBytes(US_ASCII));
            for (String name : names("p:*")) {
                // Those of who never closes it go by themselves.
                assertThat(Long.parseLong(RedisServer.shared().cli("PTTL", name)))
                        .isBetween(1L, 60_000L);
            }
            byte[] rest = in.readAllBytes();
            assertThat(first.length + rest.length).isEqualTo(all.length);
            assertThat(rest).isEqualTo(Arrays.copyOfRange(all, first.length, all.length));
        }
        assertThat(store.get("x")).asString(US_ASCII).isEqualTo("another");
        assertThat(names("p*")).isEmpty();
    }

    @Test
    void whatIsGoneWhileItIsReadIsAnError() throws IOException {
        fill("x");
        try (InputStream in = store.open("x")) {
            in.readNBytes(2_000_000);
            for (String name : names("p:*")) {
                RedisServer.shared().cli("DEL", name);
            }
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the value of key 'x' was deleted while it was read");
        }
        assertThatThrownBy(() -> store.get("x")).isInstanceOf(IOException.class);
    }

    @Test
    void aPieceThatLacksBytesIsReported() throws IOException {
        fill("x");
        String name = names("p:*:1").get(0);
        RedisServer.shared().cli("SET", name, "short");
        assertThatThrownBy(() -> store.get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("piece 1 of key 'x' has 5 bytes");
        String table = names("v:x").get(0);
        RedisServer.shared().cli("HSET", table, "1", "99999999999999");
        assertThatThrownBy(() -> store.get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("the table of key 'x' does not name its piece 1");
        // Whoever cannot read the table holds its pieces for a minute.
        RedisServer.shared().cli("DEL", names("pin:*").get(0));
    }

    @Test
    void aLengthThatIsNotThereTakesNoMemory() throws IOException {
        store.append("x", new byte[17 << 20]);
        RedisServer.shared().cli("HSET", names("v:x").get(0), "length", Integer.toString(Integer.MAX_VALUE - 100));
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> store.get("x")).isInstanceOf(IOException.class).hasMessageContaining("key 'x'");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200 << 20);
    }

    @Test
    void manyShortValuesThatAreMuchTogether() throws IOException {
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] value = new byte[5_000];
            value[0] = (byte) i;
            batch.put("k" + i, value);
        }
        store.append(batch);
        store.append(batch);
        assertThat(store.keys()).isEqualTo(batch.keySet());
        int i = 0;
        for (byte[] value : store.get(List.copyOf(batch.keySet()))) {
            byte[] once = batch.get(List.copyOf(batch.keySet()).get(i++));
            assertThat(value).hasSize(10_000).startsWith(once).endsWith(once);
            if (i > 50) {
                break;
            }
        }
        assertThat(store.pop(List.copyOf(batch.keySet()))).allMatch(value -> value.length == 10_000);
        assertThat(store.keys()).isEmpty();
    }
}
