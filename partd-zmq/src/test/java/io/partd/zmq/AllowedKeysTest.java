package io.partd.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedKeysTest {

    private final CurveKeys ada = CurveKeys.generate();
    private final CurveKeys bob = CurveKeys.generate();

    @TempDir
    Path directory;

    @Test
    void readsAllPublicCertificatesOfADirectory() throws IOException {
        ada.write(directory.resolve("ada"));
        bob.write(directory.resolve("bob"));
        Files.delete(directory.resolve("bob.key"));
        Files.writeString(directory.resolve("notes.txt"), "none");
        AllowedKeys allowed = AllowedKeys.read(directory);
        assertThat(allowed.test(ada.publicKey())).isTrue();
        assertThat(allowed.test(bob.publicKey())).isFalse();
        assertThat(allowed.size()).isEqualTo(1);
        assertThat(allowed).hasToString("AllowedKeys[1]");
    }

    @Test
    void readsOneFile() throws IOException {
        ada.write(directory.resolve("ada"));
        bob.write(directory.resolve("bob"));
        AllowedKeys allowed = AllowedKeys.read(directory.resolve("ada.key"));
        assertThat(allowed.test(ada.publicKey())).isTrue();
        assertThat(allowed.test(bob.publicKey())).isFalse();
    }

    @Test
    void allowsNobodyElse() {
        AllowedKeys allowed = AllowedKeys.of(List.of(ada.publicKey(), ada.publicKey()));
        assertThat(allowed.size()).isEqualTo(1);
        assertThat(allowed.test(bob.publicKey())).isFalse();
        assertThat(AllowedKeys.of(List.of()).test(ada.publicKey())).isFalse();
    }

    @Test
    void refusesADirectoryWithoutCertificates() {
        assertThatThrownBy(() -> AllowedKeys.read(directory))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(
                        directory + ": no file *.key in this directory; put the public certificates of the clients to "
                                + "allow there");
        assertThatThrownBy(() -> AllowedKeys.read(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesADirectoryWithADamagedCertificate() throws IOException {
        ada.write(directory.resolve("ada"));
        Path damaged = Files.writeString(directory.resolve("bob.key"), "curve\n    public-key = \"x\"\n");
        assertThatThrownBy(() -> AllowedKeys.read(directory))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(damaged + ": a public key of 1 characters; it has 40, in Z85");
    }
}
