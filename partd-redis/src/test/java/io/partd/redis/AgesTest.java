package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the server remembers a client's numbers, by its own clock. */
@Timeout(60)
final class AgesTest {

    private static final String NUMBERS = "partd:{ages:0}:w";

    @Test
    void aWriterThatWasNotHeardOfForAWeekIsForgottenAndNoOther() throws IOException {
        RedisServer server = RedisServer.shared();
        long now = Long.parseLong(server.cli("TIME").lines().findFirst().orElseThrow());
        for (int i = 0; i < 10; i++) {
            server.cli("HSET", NUMBERS, "old" + i, "7 " + (now - 8 * 86_400) + " ");
            server.cli("HSET", NUMBERS, "idle" + i, "7 " + (now - 6 * 86_400) + " ");
        }
        for (int i = 0; i < 100 && server.cli("HKEYS", NUMBERS).contains("old"); i++) {
            try (Store store = Partd.open(server.uri("ages"))) {
                store.append("x", new byte[1]);
                List<String> numbers = server.cli("HVALS", NUMBERS).lines().toList();
                String own = numbers.get(numbers.size() - 1);
                assertThat(Long.parseLong(own.split(" ")[1])).isBetween(now, now + 60);
            }
        }
        assertThat(server.cli("HKEYS", NUMBERS).lines()).hasSize(10).allMatch(name -> name.startsWith("idle"));
        server.cli("DEL", NUMBERS);
        try (Store store = Partd.open(server.uri("ages"))) {
            store.drop();
        }
    }
}
