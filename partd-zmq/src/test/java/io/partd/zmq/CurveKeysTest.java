package io.partd.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveKeysTest {

    /** A pair that RFC 26 shows. */
    private static final String PUBLIC = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";

    private static final String SECRET = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    @TempDir
    Path directory;

    @Test
    void thePublicKeyFollowsFromTheSecretOne() {
        CurveKeys keys = CurveKeys.ofSecret(SECRET);
        assertThat(keys.publicKey()).hasToString(PUBLIC).isEqualTo(CurvePublicKey.of(PUBLIC));
        assertThat(keys.publicKey())
                .isEqualTo(CurvePublicKey.of(keys.publicKey().bytes()));
        assertThat(keys.publicKey()).hasSameHashCodeAs(CurvePublicKey.of(PUBLIC));
        assertThat(keys.secretBytes()).isEqualTo(Z85.decode(SECRET));
    }

    @Test
    void showsNoSecret() {
        assertThat(CurveKeys.ofSecret(SECRET)).hasToString("CurveKeys[" + PUBLIC + ", secret]");
        for (String wrong : List.of(SECRET + "x", SECRET.replace('A', '~'), SECRET.replace('A', ' '))) {
            assertThatThrownBy(() -> CurveKeys.ofSecret(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("a secret key of 41 characters; it has 40, in Z85|"
                            + "no secret key in Z85: character 8 is none of Z85");
        }
    }

    @Test
    void everyPairIsAnotherOne() {
        assertThat(CurveKeys.generate().publicKey())
                .isNotEqualTo(CurveKeys.generate().publicKey());
    }

    @Test
    void refusesPublicKeysOfAnotherLength() {
        assertThatThrownBy(() -> CurvePublicKey.of(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a public key of 31 bytes; it has 32");
        assertThatThrownBy(() -> CurvePublicKey.of("abcde"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a public key of 5 characters; it has 40, in Z85");
    }

    @Test
    void writesTwoCertificatesAndReadsThem() throws IOException {
        CurveKeys keys = CurveKeys.generate();
        keys.write(directory.resolve("ada"));
        Path secret = directory.resolve("ada.key_secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(directory.resolve("ada.key")))
                .endsWith("metadata", "curve", "    public-key = \"" + keys.publicKey() + "\"");
        assertThat(CurveKeys.read(secret).secretBytes()).isEqualTo(keys.secretBytes());
        assertThat(CurvePublicKey.read(directory.resolve("ada.key"))).isEqualTo(keys.publicKey());
        assertThat(CurvePublicKey.read(secret)).isEqualTo(keys.publicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada.key", "ada.key_secret"})
    void overwritesNothing(String taken) throws IOException {
        Files.writeString(directory.resolve(taken), "mine");
        assertThatThrownBy(() -> CurveKeys.generate().write(directory.resolve("ada")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(directory.resolve(taken)
                        + ": exists already, and keys are not overwritten; take another name, or move it away");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve(taken));
        }
        assertThat(directory.resolve(taken)).hasContent("mine");
    }

    @Test
    void leavesNoSecretWithoutItsPublicKey() throws IOException {
        // A link that leads nowhere is not there for exists(), but nothing can be created in its place.
        Files.createSymbolicLink(directory.resolve("ada.key"), directory.resolve("nowhere"));
        assertThatThrownBy(() -> CurveKeys.generate().write(directory.resolve("ada")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(directory.resolve("ada.key_secret")).doesNotExist();
    }

    @Test
    void needsANameAndADirectory() {
        for (String none : List.of("", "..", "/")) {
            assertThatThrownBy(() -> CurveKeys.generate().write(Path.of(none)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + none + "' names no file");
        }
        assertThatThrownBy(() -> CurveKeys.generate().write(directory.resolve("none/ada")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(directory.resolve("none/ada.key_secret") + ": there is no such directory; make it first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
    void refusesSecretsThatOthersCanGetAt(String permissions) throws IOException {
        CurveKeys.generate().write(directory.resolve("ada"));
        Path secret = directory.resolve("ada.key_secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> CurveKeys.read(secret))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(secret + ": others than its owner have access (" + permissions
                        + "), and it holds a secret key; run: chmod 600 " + secret);
    }

    @Test
    void readsWhatOthersWrite() throws IOException {
        assertThat(read(
                        "#  by CZMQ\n\nmetadata\n    name = \"curve\"\n    public-key = \"no\"\ncurve\n    public-key = \""
                                + PUBLIC + "\" # it\n    secret-key = \"" + SECRET + "\"\n"))
                .hasToString("CurveKeys[" + PUBLIC + ", secret]");
        assertThat(read("curve\r\n\tpublic-key='" + PUBLIC + "'\r\n\tsecret-key=" + SECRET))
                .hasToString("CurveKeys[" + PUBLIC + ", secret]");
    }

    @Test
    void refusesWhatIsNoCertificate() {
        String publicLine = "    public-key = \"" + PUBLIC + "\"\n";
        refused("", "no certificate with a secret key: no line 'secret-key' under 'curve'");
        refused("curve\n" + publicLine, "no certificate with a secret key: no line 'secret-key' under 'curve'");
        refused(
                "curve\n    secret-key = \"" + SECRET + "\"\n",
                "no certificate with a public key: no line 'public-key' under 'curve'");
        refused("curve\n" + publicLine + publicLine, "has two lines for public-key");
        refused("curve\n    secret-key\n", "a secret key of 0 characters; it has 40, in Z85");
        refused("curve\n    secret-key = \"" + SECRET, "a secret key of 41 characters; it has 40, in Z85");
        refused(
                "curve\n" + publicLine + "    secret-key = \"" + PUBLIC + "\"\n",
                "its public key does not belong to its secret key");
        refused("#".repeat(100_000), "larger than a certificate, which has few lines");
    }

    private CurveKeys read(String text) throws IOException {
        Path file = directory.resolve("test.key_secret");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return CurveKeys.read(file);
    }

    private void refused(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(directory.resolve("test.key_secret") + ": " + reason);
    }
}
