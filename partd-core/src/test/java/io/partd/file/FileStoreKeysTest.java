package io.partd.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.InvalidKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreKeysTest {

    private static final byte[] VALUE = "value".getBytes(UTF_8);
    private static final String VALID = "; valid are A-Z, a-z, 0-9, space, - _ . ( ) and, between parts, /";

    @TempDir
    private Path directory;

    private FilePerKeyStore store;

    @BeforeEach
    void open() throws IOException {
        store = FilePerKeyStore.open(directory.resolve("data"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    static Stream<Arguments> hostileKeys() {
        return Stream.of(
                Arguments.of("", "a key must have at least one character"),
                Arguments.of("/etc/x", "starts with '/'; a key is relative, as in 'a/b'"),
                Arguments.of("/", "starts with '/'; a key is relative, as in 'a/b'"),
                Arguments.of(
                        "../x", "has the part '..', which leads out of the directory; a key stays within the dataset"),
                Arguments.of(
                        "a/..", "has the part '..', which leads out of the directory; a key stays within the dataset"),
                Arguments.of(
                        "a/../../x",
                        "has the part '..', which leads out of the directory; a key stays within the dataset"),
                Arguments.of(".", "has the part '.', which names a directory itself; leave it out"),
                Arguments.of("a/./b", "has the part '.', which names a directory itself; leave it out"),
                Arguments.of(".lock", "has the part '.lock', which is the name of the dataset's lock file"),
                Arguments.of(".lock/x", "has the part '.lock', which is the name of the dataset's lock file"),
                Arguments.of("a/.lock", "has the part '.lock', which is the name of the dataset's lock file"),
                Arguments.of("a//b", "has an empty part; the parts between '/' have at least one character each"),
                Arguments.of("a/", "has an empty part; the parts between '/' have at least one character each"),
                Arguments.of("a!", "has the character '!' (U+0021)" + VALID),
                Arguments.of("é", "has the character 'é' (U+00E9)" + VALID),
                Arguments.of("日本", "has the character '日' (U+65E5)" + VALID),
                Arguments.of("a😀", "has the character '😀' (U+1F600)" + VALID),
                Arguments.of("a\0b", "has the character '\0' (U+0000)" + VALID),
                Arguments.of("a\nb", "has the character '\n' (U+000A)" + VALID),
                Arguments.of("a\\b", "has the character '\\' (U+005C)" + VALID),
                Arguments.of("x".repeat(300), "has a part of 300 bytes; the file system allows 255"),
                Arguments.of("a/" + "x".repeat(256), "has a part of 256 bytes; the file system allows 255"));
    }

    @ParameterizedTest
    @MethodSource("hostileKeys")
    void refusesHostileKeysEverywhere(String key, String reason) {
        String shown = key.length() <= 80 ? key : key.substring(0, 80) + "…";
        List<ThrowingCallable> uses = List.of(
                () -> store.append(key, VALUE),
                () -> store.append(new TreeMap<>(Map.of("fine", VALUE, key, VALUE))),
                () -> store.get(List.of("fine", key)),
                () -> store.open(key),
                () -> store.stream(key),
                () -> store.pop(key),
                () -> store.iset(key, VALUE),
                () -> store.delete(List.of("fine", key)),
                () -> store.size(key),
                () -> store.claim(List.of("fine", key)));
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOfSatisfying(
                                InvalidKeyException.class,
                                e -> assertThat(e.key()).isEqualTo(key))
                        .hasMessage("key '" + shown + "': " + reason));
        assertNothingBut(".lock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", "..a", ".locked", "a b", " ", "-", "(x)_1.5", "0/1/2/3/4/5/6/7/8/9"})
    void takesEveryOtherKey(String key) throws IOException {
        store.append(key, VALUE);
        store.append(key, VALUE);
        assertThat(store.get(key)).asString(UTF_8).isEqualTo("valuevalue");
        assertThat(store.keys()).containsExactly(key);
        assertThat(store.directory().resolve(key)).hasContent("valuevalue");
    }

    @Test
    void takesTheLongestPartAndTheLongestPath() throws IOException {
        String part = "p".repeat(255);
        store.append(part, VALUE);
        int room = 4095 - store.directory().toString().length() - 1;
        String key = (part + "/").repeat(20).substring(0, room - 1) + "x";
        assertThatThrownBy(() -> store.append(key, VALUE)).hasMessageContaining("is a key of this dataset already");
        store.delete(part);
        store.append(key, VALUE);
        assertThat(store.get(key)).isEqualTo(VALUE);
        assertThat(store.keys()).containsExactly(key);
        assertThatThrownBy(() -> store.append(key + "x", VALUE))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageEndingWith("': makes a path of 4096 bytes; the system allows 4095");
        store.drop();
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aKeyIsNoDirectoryOfAnother() throws IOException {
        store.append("a", VALUE);
        store.append("b/c", VALUE);
        List<ThrowingCallable> below = List.of(
                () -> store.append("a/b", VALUE),
                () -> store.iset("a/b", VALUE),
                () -> store.claim(List.of("x", "a/b")),
                () -> store.append(new TreeMap<>(Map.of("A", VALUE, "a/b", VALUE))));
        assertThat(below)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(InvalidKeyException.class)
                        .hasMessage(
                                "key 'a/b': its directory 'a' is a key of this dataset already; a key cannot also be a"
                                        + " directory of keys"));
        List<ThrowingCallable> above = List.of(
                () -> store.append("b", VALUE),
                () -> store.iset("b", VALUE),
                () -> store.claim(List.of("x", "b")),
                () -> store.append(new TreeMap<>(Map.of("a", VALUE, "b", VALUE))));
        assertThat(above)
                .allSatisfy(
                        use -> assertThatThrownBy(use)
                                .isInstanceOf(InvalidKeyException.class)
                                .hasMessage(
                                        "key 'b': is a directory of this dataset, with keys in it; a directory cannot also be a key"));
        assertThatThrownBy(() -> store.append(new TreeMap<>(Map.of("n", VALUE, "n/m", VALUE))))
                .isInstanceOf(InvalidKeyException.class);
        assertNothingBut(".lock", "a", "b", "b/c");
        assertThat(store.get("a")).isEqualTo(VALUE);
        assertThat(store.get(List.of("a/b", "b"))).containsExactly(new byte[0], new byte[0]);
        store.delete(List.of("a/b", "b"));
        assertThat(store.keys()).containsExactly("a", "b/c");
    }

    private void assertNothingBut(String... names) {
        try (Stream<Path> all = Files.walk(store.directory())) {
            assertThat(all.skip(1).map(p -> store.directory().relativize(p).toString()))
                    .containsExactlyInAnyOrder(names);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
