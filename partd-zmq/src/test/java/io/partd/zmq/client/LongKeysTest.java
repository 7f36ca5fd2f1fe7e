package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys that are longer than what is listed at once. */
@Timeout(300)
class LongKeysTest {

    @Test
    void areListedWithTheOthers() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        for (int length : new int[] {1, 262_139, 262_140, 262_141, 262_144, 400_000, 1_000_000}) {
            keys.add("a".repeat(length));
            keys.add("b".repeat(length));
        }
        try (PartdServer server = PartdServer.start(
                        Partd.memory(), List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults());
                Store client = Partd.client(server.endpoints().get(0).toString())) {
            for (String key : keys) {
                client.append(key, new byte[1]);
            }
            assertThat(client.keys()).isEqualTo(keys);
        }
    }
}
