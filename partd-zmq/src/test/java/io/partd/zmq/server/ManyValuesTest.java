package io.partd.zmq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One {@code get} of more values than could be open at once. */
@Timeout(300)
class ManyValuesTest {

    private static final int MANY = 3000;

    @TempDir
    private Path directory;

    @Test
    void smallOnesAreNoMatterHowMany() throws IOException {
        try (PartdServer server = serve(ServerOptions.defaults());
                Store client = Partd.client(server.endpoints().get(0).toString())) {
            List<String> keys = fill(client, 2000);
            List<byte[]> values = client.get(keys);
            assertThat(values).hasSize(MANY);
            for (int i = 0; i < MANY; i++) {
                assertThat(values.get(i)).hasSize(2000).containsOnly((byte) i);
            }
        }
    }

    @Test
    void tooManyForTheMemoryAreRefusedByNumber() throws IOException {
        try (PartdServer server = serve(ServerOptions.defaults().memory(ByteSize.of("4m")));
                Store client = Partd.client(server.endpoints().get(0).toString())) {
            List<String> keys = fill(client, 2000);
            assertThatThrownBy(() -> client.get(keys))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 1000 values")
                    .hasMessageContaining("ask for fewer keys at once");
            assertThat(client.get(keys.subList(0, 1000))).hasSize(1000);
        }
    }

    private PartdServer serve(ServerOptions options) throws IOException {
        return PartdServer.start(
                Partd.log(directory.resolve("log")), List.of(Endpoint.of("tcp://127.0.0.1:0")), options);
    }

    private static List<String> fill(Store client, int length) throws IOException {
        List<String> keys = new ArrayList<>();
        Map<String, byte[]> batch = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            byte[] value = new byte[length];
            Arrays.fill(value, (byte) i);
            keys.add("key" + i);
            batch.put("key" + i, value);
            if (batch.size() == 100) {
                client.append(batch);
                batch.clear();
            }
        }
        return keys;
    }
}
