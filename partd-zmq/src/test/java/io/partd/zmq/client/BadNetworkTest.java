package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Section;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server whose connections are cut all the time, or which is started anew. */
@Timeout(300)
@Tag("sampled")
class BadNetworkTest {

    private static final List<Endpoint> ANY = List.of(Endpoint.of("tcp://127.0.0.1:0"));

    @TempDir
    private Path directory;

    private static String numbers(int to) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < to; i++) {
            text.append('<').append(i).append('>');
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4k", "1m"})
    void everyAppendIsStoredOnceAndInOrder(String pipeline) throws Exception {
        int each = 400;
        try (Store store = Partd.memory();
                PartdServer server = PartdServer.start(store, ANY, ServerOptions.defaults());
                CuttingProxy proxy = new CuttingProxy(server.endpoints().get(0), 7, 20_000);
                ClientStore client = ClientStore.open(
                        proxy.endpoint(), ClientOptions.defaults().pipeline(ByteSize.of(pipeline)))) {
            Parallel.run(4, thread -> {
                for (int i = 0; i < each; i++) {
                    byte[] piece = ("<" + i + ">").getBytes(UTF_8);
                    client.append(Map.of("own" + thread, piece, "shared", piece));
                    if (i % 50 == 49) {
                        assertThat(client.get("own" + thread)).asString(UTF_8).isEqualTo(numbers(i + 1));
                    }
                }
            });
            client.flush();
            for (int thread = 0; thread < 4; thread++) {
                assertThat(store.get("own" + thread)).asString(UTF_8).isEqualTo(numbers(each));
            }
            assertThat(store.size("shared")).isEqualTo(4L * numbers(each).length());
            assertThat(proxy.cuts()).isPositive();
        }
    }

    @Test
    void everyValueIsPoppedOnce() throws Exception {
        int each = Sample.times(50, 150);
        List<String> popped = Collections.synchronizedList(new ArrayList<>());
        try (PartdServer server = PartdServer.start(Partd.memory(), ANY, ServerOptions.defaults());
                CuttingProxy proxy = new CuttingProxy(server.endpoints().get(0), 8, 4_000);
                ClientStore client = ClientStore.open(proxy.endpoint())) {
            AtomicInteger writing = new AtomicInteger(2);
            Parallel.run(4, thread -> {
                if (thread < 2) {
                    for (int i = 0; i < each; i++) {
                        client.append("x", ("<" + (thread * each + i) + ">").getBytes(UTF_8));
                    }
                    writing.decrementAndGet();
                } else {
                    while (writing.get() > 0) {
                        popped.add(new String(client.pop("x"), UTF_8));
                    }
                }
            });
            popped.add(new String(client.pop("x"), UTF_8));
            assertThat(proxy.cuts()).isPositive();
        }
        String[] pieces = String.join("", popped).split("(?<=>)");
        String[] expected = numbers(2 * each).split("(?<=>)");
        Arrays.sort(pieces);
        Arrays.sort(expected);
        assertThat(pieces).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1m"})
    void aClientSurvivesServersThatStartAnew(String pipeline) throws Exception {
        Path data = directory.resolve("data");
        CuttingProxy proxy = null;
        ClientStore client = null;
        StringBuilder expected = new StringBuilder();
        for (int round = 0; round < 5; round++) {
            try (PartdServer server =
                    PartdServer.start(Partd.log(data).with(WriteBuffer.of("1m")), ANY, ServerOptions.defaults())) {
                Endpoint endpoint = server.endpoints().get(0);
                if (proxy == null) {
                    proxy = new CuttingProxy(endpoint, 1, Integer.MAX_VALUE - 500);
                    client = ClientStore.open(
                            proxy.endpoint(), ClientOptions.defaults().pipeline(ByteSize.of(pipeline)));
                }
                proxy.redirect(endpoint);
                // An append that meets the old connection before its end is noticed may be stored or not.
                assertThat(client.get("x")).asString(UTF_8).isEqualTo(expected.toString());
                for (int i = 0; i < 20; i++) {
                    String piece = "<" + round + "," + i + ">";
                    client.append("x", piece.getBytes(UTF_8));
                    expected.append(piece);
                }
                assertThat(client.get("x")).asString(UTF_8).isEqualTo(expected.toString());
            }
        }
        client.close();
        proxy.close();
    }

    @Test
    void whatIsAcknowledgedIsThereAndTheRestAtMostOnceWhenServersAreCutOff() throws Exception {
        Path data = directory.resolve("data");
        Map<Integer, Boolean> acknowledged = new TreeMap<>();
        PartdServer server = PartdServer.start(Partd.log(data), ANY, ServerOptions.defaults());
        try (CuttingProxy proxy = new CuttingProxy(server.endpoints().get(0), 3, 3_000);
                ClientStore client = ClientStore.open(proxy.endpoint())) {
            for (int i = 0; i < 300; i++) {
                if (i % 60 == 59) {
                    server.close();
                    server = PartdServer.start(Partd.log(data), ANY, ServerOptions.defaults());
                    proxy.redirect(server.endpoints().get(0));
                }
                try {
                    client.append("x", ("<" + i + ">").getBytes(UTF_8));
                    acknowledged.put(i, true);
                } catch (OutcomeUnknownException e) {
                    acknowledged.put(i, false);
                }
            }
        }
        server.close();
        try (Store log = Partd.log(data)) {
            int next = -1;
            List<String> pieces = List.of(new String(log.get("x"), UTF_8).split("(?<=>)"));
            for (String piece : pieces) {
                int number = Integer.parseInt(piece.substring(1, piece.length() - 1));
                assertThat(number).isGreaterThan(next);
                next = number;
            }
            acknowledged.forEach((number, is) -> {
                if (is) {
                    assertThat(pieces).contains("<" + number + ">");
                }
            });
        }
    }

    @Test
    void manyValuesAreReadAtOnceBesideOtherCallsAndSections() throws Exception {
        byte[] large = new byte[5_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31L) >>> 5);
        }
        try (PartdServer server = PartdServer.start(Partd.memory(), ANY, ServerOptions.defaults())) {
            ClientStore client = ClientStore.open(server.endpoints().get(0));
            client.append("large", large);
            Parallel.run(4, thread -> {
                if (thread == 3) {
                    for (int i = 0; i < 20; i++) {
                        try (Section section = client.lock()) {
                            assertThat(section).isNotNull();
                            client.append("other", new byte[1000]);
                            Thread.sleep(1);
                        }
                    }
                    return;
                }
                for (int i = 0; i < 5; i++) {
                    try (InputStream in = client.open("large")) {
                        assertThat(in.readAllBytes()).isEqualTo(large);
                    }
                }
            });
            InputStream in = client.open("large");
            client.close();
            assertThat(in.readAllBytes()).isEqualTo(large);
            in.close();
        }
    }
}
