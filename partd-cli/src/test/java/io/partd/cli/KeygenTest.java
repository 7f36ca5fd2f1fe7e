package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeygenTest {

    @TempDir
    Path directory;

    @Test
    void writesAPairOfKeys() throws IOException {
        Path name = directory.resolve("ada");
        Result result = Cli.run("keygen", name);
        CurveKeys keys = CurveKeys.read(directory.resolve("ada.key_secret"));
        assertThat(result)
                .isEqualTo(new Result(
                        0,
                        keys.publicKey() + "\n" + name + ".key         the public key, for the other side\n" + name
                                + ".key_secret  both keys; keep it secret\n",
                        ""));
        assertThat(CurvePublicKey.read(directory.resolve("ada.key"))).isEqualTo(keys.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ada.key_secret"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada.key", "ada.key_secret"})
    void overwritesNothing(String taken) throws IOException {
        Files.writeString(directory.resolve(taken), "mine");
        assertThat(Cli.run("keygen", directory.resolve("ada")))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: " + directory.resolve(taken)
                                + ": exists already, and keys are not overwritten; take another name, or move it "
                                + "away\n"));
        assertThat(directory.resolve(taken)).hasContent("mine");
    }

    @Test
    void needsADirectory() {
        assertThat(Cli.run("keygen", directory.resolve("none/ada")))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: " + directory.resolve("none/ada.key_secret")
                                + ": there is no such directory; make it first\n"));
    }

    @Test
    void needsAName() {
        assertThat(Cli.run("keygen", ".."))
                .isEqualTo(new Result(2, "", "partd: '..' names no file\nTry 'partd keygen --help'.\n"));
    }
}
