package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client promises what its server does, as far as it can. */
final class ClientGuaranteesTest {

    @TempDir
    private Path directory;

    @Test
    void thoseOfTheServersStore() throws IOException {
        assertThat(guarantees(Partd.log(directory.resolve("log")), ClientOptions.defaults()))
                .isEqualTo(guarantees("log:" + directory.resolve("log")))
                .contains(Guarantee.APPENDS_SURVIVE_KILL);
        Set<Guarantee> buffered = guarantees(
                Partd.open("log:" + directory.resolve("log") + "?fsync=batch").with(WriteBuffer.of("1m")),
                ClientOptions.defaults());
        assertThat(buffered)
                .contains(Guarantee.SHARED, Guarantee.FLUSHES_SURVIVE_POWER_LOSS)
                .doesNotContain(Guarantee.APPENDS_SURVIVE_KILL);
    }

    @Test
    void anAppendOfAPipelineIsOnlyUnderWay() throws IOException {
        Set<Guarantee> pipelined = guarantees(
                Partd.open("log:" + directory.resolve("log") + "?fsync=batch"),
                ClientOptions.defaults().pipeline(ByteSize.of("1m")));
        assertThat(pipelined)
                .contains(Guarantee.ATOMIC_BATCHES, Guarantee.CRASH_ATOMIC_BATCHES, Guarantee.FLUSHES_SURVIVE_KILL)
                .doesNotContain(Guarantee.SHARED, Guarantee.APPENDS_SURVIVE_KILL, Guarantee.APPENDS_SURVIVE_POWER_LOSS);
    }

    @Test
    void eachIsCarriedOverTheWire() throws IOException {
        for (Guarantee guarantee : Guarantee.values()) {
            if (guarantee != Guarantee.ATOMIC_READS) {
                assertThat(guarantees(new Promising(EnumSet.of(guarantee)), ClientOptions.defaults()))
                        .isEqualTo(EnumSet.of(guarantee, Guarantee.SHARED));
            }
        }
        Set<Guarantee> all = EnumSet.allOf(Guarantee.class);
        assertThat(guarantees(new Promising(all), ClientOptions.defaults())).isEqualTo(all);
    }

    /** The client pops in a section. */
    @Test
    void withoutSectionsReadsAreNotAtomic() throws IOException {
        assertThat(guarantees(new Promising(EnumSet.of(Guarantee.ATOMIC_READS)), ClientOptions.defaults()))
                .containsExactly(Guarantee.SHARED);
    }

    @Test
    void aServerThatDoesNotSayPromisesNothing() throws Exception {
        try (FakeServer server = new FakeServer().then(talk -> talk.offer(1, 0, false));
                ClientStore client = server.client(Duration.ofSeconds(10))) {
            assertThat(client.guarantees()).containsExactly(Guarantee.SHARED);
        }
    }

    @Test
    void aBatchThatIsThereInPartIsNotSaidToBeAbsent() throws IOException {
        List<Endpoint> endpoints = List.of(Endpoint.of("tcp://127.0.0.1:0"));
        Store partial = new Promising(Set.of()) {
            @Override
            public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
                throw new PartlyAppendedException("appended to [a] only", List.of("a"), new IOException("full"));
            }
        };
        try (PartdServer server = PartdServer.start(partial, endpoints, ServerOptions.defaults());
                Store client = ClientStore.open(server.endpoints().get(0))) {
            assertThatThrownBy(() -> client.append("a", new byte[1]))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageEndingWith(" says: appended to [a] only");
        }
    }

    private static Set<Guarantee> guarantees(String uri) throws IOException {
        try (Store store = Partd.open(uri)) {
            return store.guarantees();
        }
    }

    private static Set<Guarantee> guarantees(Store served, ClientOptions options) throws IOException {
        List<Endpoint> endpoints = List.of(Endpoint.of("tcp://127.0.0.1:0"));
        try (PartdServer server = PartdServer.start(served, endpoints, ServerOptions.defaults());
                Store client = ClientStore.open(server.endpoints().get(0), options)) {
            return client.guarantees();
        }
    }

    /** Says that it promises what it is told to. */
    private static class Promising extends ForwardingStore {

        private final Set<Guarantee> guarantees;

        private Promising(Set<Guarantee> guarantees) {
            super(Partd.memory());
            this.guarantees = guarantees;
        }

        @Override
        public Set<Guarantee> guarantees() {
            return guarantees;
        }
    }
}
