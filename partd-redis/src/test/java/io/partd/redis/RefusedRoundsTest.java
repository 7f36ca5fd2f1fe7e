package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            RedisServer.pause(300);
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
}
