package io.partd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CodecMismatchException;
import io.partd.ForwardingStore;
import io.partd.Partd;
import io.partd.PlainCodec;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import io.partd.codec.Codecs;
import io.partd.codec.Zlib;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command does with a log that remembers its codecs. */
class RememberedCodecsTest {

    private static final byte[] VALUE = "oslo, bergen, oslo, bergen\n".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private Path log;

    @BeforeEach
    void fill() throws IOException {
        log = directory.resolve("log");
        try (Store store = Partd.log(log).with(Zlib.codec())) {
            store.append("k", VALUE);
        }
    }

    @Test
    void getDecodesByItself() {
        Result expected = new Result(0, new String(VALUE, UTF_8), "");
        assertThat(Cli.run("get", log, "k")).isEqualTo(expected);
        assertThat(Cli.run("get", "log:" + log, "k", "--codec", "zlib")).isEqualTo(expected);
        Result stored = Cli.run("get", log, "k", "--codec", "none");
        assertThat(stored.status()).isZero();
        assertThat(stored.out()).isNotEqualTo(expected.out());
    }

    @Test
    void anotherCodecIsRefused() {
        Result other = Cli.run("get", log, "k", "--codec", "bz2");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err())
                .isEqualTo(
                        "partd: the dataset has values that are encoded by zlib; use --codec zlib, or --codec none for the"
                                + " bytes as they are stored\n");
    }

    @Test
    void appendAndIsetEncodeByThemselves() throws IOException {
        assertThat(Cli.with("more\n").command("append", log, "k").status()).isZero();
        assertThat(Cli.with("new\n").command("iset", log, "n").status()).isZero();
        assertThat(Cli.with("x").command("append", log, "k", "--codec", "bz2").status())
                .isEqualTo(1);
        try (Store store = Partd.log(log).with(Zlib.codec())) {
            assertThat(store.get("k")).asString(UTF_8).endsWith("bergen\nmore\n");
            assertThat(store.get("n")).asString(UTF_8).isEqualTo("new\n");
        }
    }

    @Test
    void aLogThatTheCommandMakesRemembersItsCodecs() {
        Path made = directory.resolve("made");
        assertThat(Cli.with("[1,2]\n3\n").command("append", made, "k", "--codec", "pickle,zlib"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", made, "k", "--json").out()).isEqualTo("{\"key\":\"k\",\"value\":[[1,2],3]}\n");
        assertThat(Cli.run("keys", made).out()).isEqualTo("k\n");
        assertThat(Cli.run("stat", made).out()).contains("codecs    pickle,zlib\n");
    }

    @Test
    void copiesRememberWhatTheyHold() throws IOException {
        Path copy = directory.resolve("copy");
        assertThat(Cli.run("copy", log, copy)).isEqualTo(new Result(0, "", ""));
        try (Store store = Partd.log(copy).with(Zlib.codec());
                Store bare = Partd.log(copy)) {
            assertThat(store.get("k")).isEqualTo(VALUE);
            assertThatThrownBy(() -> bare.get("k")).isInstanceOf(CodecMismatchException.class);
        }
        Path other = directory.resolve("other");
        assertThat(Cli.run("copy", log, other, "--to-codec", "bz2")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", other, "k").out()).isEqualTo(new String(VALUE, UTF_8));
        assertThat(Cli.run("stat", other).out()).contains("codecs    bz2\n");
        Path plain = directory.resolve("plain");
        assertThat(Cli.run("copy", log, plain, "--codec", "zlib")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", plain, "k", "--codec", "none").out()).isEqualTo(new String(VALUE, UTF_8));
    }

    /** The inner codecs alone may be taken off; the copy remembers the outer ones. */
    @Test
    void aCopyCompressesInAnotherWayWithoutDecodingTheRest() {
        Path lists = directory.resolve("lists");
        Cli.with("[1,2]\n").command("append", lists, "k", "--codec", "pickle,zlib,snappy");
        Path other = directory.resolve("other");
        assertThat(Cli.run("copy", lists, other, "--codec", "zlib,snappy", "--to-codec", "bz2"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("stat", other).out()).contains("codecs    pickle,bz2\n");
        assertThat(Cli.run("get", other, "k", "--json").out()).isEqualTo("{\"key\":\"k\",\"value\":[[1,2]]}\n");
        Path bare = directory.resolve("bare");
        assertThat(Cli.run("copy", lists, bare, "--codec", "zlib,snappy")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("stat", bare).out()).contains("codecs    pickle\n");
        assertThat(Cli.run("copy", lists, directory.resolve("wrong"), "--codec", "zlib")
                        .status())
                .isEqualTo(1);
    }

    @Test
    void aCopyDoesNotMixCodecs() throws IOException {
        Path other = directory.resolve("other");
        assertThat(Cli.with("x").command("append", other, "x", "--codec", "bz2").status())
                .isZero();
        Result mixed = Cli.run("copy", log, other);
        assertThat(mixed.status()).isEqualTo(1);
        assertThat(mixed.err())
                .contains("has values that are encoded by bz2, and Log(")
                .contains("by zlib; give another");
        assertThat(Cli.run("keys", other).out()).isEqualTo("x\n");
        Path bare = directory.resolve("bare");
        assertThat(Cli.with("x").command("append", bare, "x").status()).isZero();
        assertThat(Cli.run("copy", log, bare).err()).contains("encoded by no codec that it remembers, and Log(");
        Result unknown = Cli.run("copy", bare, log);
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("by zlib, and Log(").contains("by no codec that it remembers; give another");
        assertThat(Cli.run("copy", bare, log, "--to-codec", "zlib").status()).isZero();
        assertThat(Cli.run("get", log, "x").out()).isEqualTo("x");
    }

    @Test
    void verifyReadsWhatIsStoredAndDecodesWhenAsked() {
        assertThat(Cli.run("verify", log).out()).contains("1 key").contains("all can be read");
        assertThat(Cli.run("verify", log, "--codec", "zlib").status()).isZero();
        assertThat(Cli.run("verify", log, "--codec", "bz2").status()).isEqualTo(1);
    }

    @Test
    void aServerHandsOutWhatIsStored() throws IOException {
        try (PartdServer server = PartdServer.start(
                Partd.log(log), List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults())) {
            String address = server.endpoints().get(0).toString();
            try (Store client = Partd.client(address).with(Zlib.codec())) {
                client.append("k", VALUE);
                assertThat(client.get("k")).hasSize(2 * VALUE.length);
            }
        }
    }

    @Test
    void aServerLeavesAStoreOpenThatItIsLent() throws IOException {
        try (Store store = Partd.log(log)) {
            PartdServer server = PartdServer.start(
                    new LentStore(store), List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults());
            try (server;
                    Store client =
                            Partd.client(server.endpoints().get(0).toString()).with(Zlib.codec())) {
                assertThat(client.get("k")).isEqualTo(VALUE);
            }
            assertThat(store.with(Zlib.codec()).get("k")).isEqualTo(VALUE);
            assertThatThrownBy(() -> store.get("k")).isInstanceOf(CodecMismatchException.class);
        }
    }

    /** Files are whole values, which nothing encodes. */
    @Test
    void codecsAreRememberedByTheNamesThatFindThem() {
        for (String name : Codecs.names()) {
            Optional<String> remembered = Codecs.named(name).codecName();
            if (Set.of("arrow-file", "parquet").contains(name)) {
                assertThat(remembered).as(name).isEmpty();
            } else {
                assertThat(remembered).as(name).contains(name);
            }
        }
    }

    @Test
    void aCodecThatTheCommandDoesNotKnowIsNamed() throws IOException {
        Path own = directory.resolve("own");
        try (Store store = Partd.log(own).with(new PlainCodec(Optional.of("own")))) {
            store.append("k", VALUE);
        }
        Result result = Cli.run("get", own, "k");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("has values that are encoded by own, which this command cannot decode: no codec 'own'")
                .endsWith("; --codec none gives the bytes as they are stored\n");
    }

    /** Leaves the store below open. */
    private static final class LentStore extends ForwardingStore {

        LentStore(Store store) {
            super(store);
        }

        @Override
        protected Store over(Store handle) {
            return new LentStore(handle);
        }

        @Override
        public void close() {}
    }
}
