package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code partd serve} in a process of its own, and the other commands as its clients. */
@Timeout(120)
class ServeTest {

    @TempDir
    Path directory;

    private ChildProcess serve(Object... more) throws IOException {
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.add(1, "-Xmx64m");
        command.add("serve");
        for (Object argument : more) {
            command.add(argument.toString());
        }
        command.add("--memory");
        command.add("64m");
        return ChildProcess.of(command);
    }

    private static String address(ChildProcess server) throws IOException {
        String line = String.valueOf(server.readLine());
        assertThat(line).startsWith("serving ");
        return line.replaceAll(".* at ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ipc"})
    void isAStoreForAllCommands(String scheme) throws Exception {
        Path data = directory.resolve("data");
        String bind = scheme.equals("tcp") ? "tcp://127.0.0.1:0" : "ipc://" + directory.resolve("sock");
        try (ChildProcess server = serve(data, "--bind", bind)) {
            String store = address(server);
            assertThat(Cli.with("one,").command("append", store, "k")).isEqualTo(new Result(0, "", ""));
            assertThat(Cli.with("two").command("append", store, "k")).isEqualTo(new Result(0, "", ""));
            assertThat(Cli.with("x".repeat(3_000_000)).command("append", store, "a/large"))
                    .isEqualTo(new Result(0, "", ""));
            assertThat(Cli.with("zero").command("iset", store, "k").err()).contains("has a value already");
            assertThat(Cli.run("get", store, "k")).isEqualTo(new Result(0, "one,two", ""));
            assertThat(Cli.run("get", store, "a/large").out()).hasSize(3_000_000);
            assertThat(Cli.run("get", store, "none").status()).isEqualTo(1);
            assertThat(Cli.run("keys", store).outLines()).containsExactly("a/large", "k");
            assertThat(Cli.run("stat", store).outLines()).contains("store     Client(" + store + ")", "keys      2");
            assertThat(Cli.run("verify", store).status()).isZero();
            assertThat(Cli.run("compact", store).status()).isZero();
            Path copied = directory.resolve("copied");
            assertThat(Cli.run("copy", store, copied).status()).isZero();
            assertThat(Cli.run("delete", store, "a/large").status()).isZero();
            assertThat(Cli.run("keys", store).outLines()).containsExactly("k");
            assertThat(Cli.run("drop", store, "--yes").status()).isZero();
            assertThat(Cli.run("keys", store).outLines()).isEmpty();
            assertThat(Cli.run("copy", copied, store).status()).isZero();
            assertThat(Cli.run("get", store, "k").out()).isEqualTo("one,two");
            server.terminate();
        }
        assertThat(Cli.run("keys", data).outLines()).containsExactly("a/large", "k");
        assertThat(directory.resolve("sock")).doesNotExist();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheSignal() throws Exception {
        Path data = directory.resolve("data");
        int acknowledged = 0;
        try (ChildProcess server = serve(data, "--bind", "tcp://127.0.0.1:0")) {
            String address = address(server);
            Thread killer = new Thread(() -> terminate(server));
            try (Store store = Partd.open(address + "?timeout=2s")) {
                for (int i = 0; i < 1_000_000; i++) {
                    store.append("k", new byte[] {1, 2, 3});
                    acknowledged++;
                    if (i == 500) {
                        killer.start();
                    }
                }
            } catch (IOException e) {
                assertThat(acknowledged).isGreaterThan(500);
            }
            killer.join();
        }
        try (Store log = Partd.log(data)) {
            // The last one may be there without its acknowledgement.
            assertThat(log.size("k")).isBetween(3L * acknowledged, 3L * acknowledged + 3);
        }
    }

    private static void terminate(ChildProcess server) {
        try {
            server.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void encrypts() throws Exception {
        assertThat(Cli.run("keygen", directory.resolve("server")).status()).isZero();
        assertThat(Cli.run("keygen", directory.resolve("ada")).status()).isZero();
        assertThat(Cli.run("keygen", directory.resolve("eve")).status()).isZero();
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Files.move(directory.resolve("ada.key"), allowed.resolve("ada.key"));
        try (ChildProcess server = serve(
                directory.resolve("data"),
                "--bind",
                "tcp://127.0.0.1:0",
                "--curve-key",
                directory.resolve("server.key_secret"),
                "--curve-allow",
                allowed)) {
            String address = address(server);
            String ada = address + "?curve-server=" + directory.resolve("server.key") + "&curve-key="
                    + directory.resolve("ada.key_secret");
            assertThat(Cli.with("secret").command("append", ada, "k")).isEqualTo(new Result(0, "", ""));
            assertThat(Cli.run("get", ada, "k").out()).isEqualTo("secret");
            Result eve = Cli.run("get", ada.replace("ada.key_secret", "eve.key_secret") + "&timeout=2s", "k");
            assertThat(eve.status()).isEqualTo(1);
            assertThat(eve.err()).contains("refused");
            Result plain = Cli.run("get", address + "?timeout=2s", "k");
            assertThat(plain.status()).isEqualTo(1);
            assertThat(plain.err()).contains("CURVE");
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        Path data = directory.resolve("data");
        assertThat(Cli.run("serve", data, "--bind", "http://x").err())
                .startsWith("partd: 'http://x' is not the address of a server; write tcp://host:port");
        assertThat(Cli.run("serve", data, "--memory", "1m").err()).contains("--memory 1m is too little");
        assertThat(Cli.run("serve", data, "--max-clients", "0").status()).isEqualTo(2);
        assertThat(Cli.run("serve", data, "--curve-allow", directory).err())
                .contains("--curve-allow needs --curve-key");
        assertThat(Cli.run("serve", data, "--bind", "tcp://no.such.host.invalid:1")
                        .err())
                .contains("the host in tcp://no.such.host.invalid:1 is not known");
        assertThat(Cli.run("keys", "tcp://127.0.0.1:1").err()).contains("tcp://127.0.0.1:1");
        assertThat(Cli.run("keys", "tcp://127.0.0.1").status()).isEqualTo(2);
    }
}
