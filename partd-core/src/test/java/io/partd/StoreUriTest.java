package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUriTest {

    @Test
    void showsNoPassword() {
        assertThat(StoreUri.parse("redis://ada:s3cr:t/@x@host:6379/trips?timeout=1s"))
                .hasToString("redis://ada:***@host:6379/trips?timeout=1s");
        assertThat(StoreUri.parse("redis://:s3cret@host/trips")).hasToString("redis://:***@host/trips");
        assertThat(StoreUri.parse("redis://host:6379/a@b")).hasToString("redis://host:***@b");
        assertThat(StoreUri.parse("file:///data/a:b@c")).hasToString("file:///data/a:b@c");
        assertThat(StoreUri.parse("tcp://host:5555")).hasToString("tcp://host:5555");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://ada:s3cret@host/x?fast", "redis://ada:s3cret%@host/x", "redis://a:s3cret@h/x?b=1"})
    void namesNoPasswordInErrors(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUri.parse(uri).options().requireOnly(Set.of()))
                .withMessageContaining("***@")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void takesAUriApart() {
        StoreUri uri = StoreUri.parse("File:/data/my%20trips+1?fsync=batch&a=b%26c=");

        assertThat(uri.scheme()).isEqualTo("file");
        assertThat(uri.path()).isEqualTo("/data/my trips+1");
        assertThat(uri.options()).isEqualTo(Options.parse("a=b%26c=&fsync=batch", ""));
        assertThat(uri).hasToString("file:/data/my trips+1?a=b&c=&fsync=batch");
    }

    @Test
    void anEmptyQueryHasNoOptions() {
        assertThat(StoreUri.parse("memory:?").options().isEmpty()).isTrue();
        assertThat(StoreUri.parse("memory:").options().isEmpty()).isTrue();
    }

    @Test
    void refusesAPlainPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUri.parse("/data/trips"))
                .withMessage("'/data/trips' is not a store URI; write scheme:path, as in file:/data/trips");
        assertThat(StoreUri.matches("/data/trips")).isFalse();
        assertThat(StoreUri.matches("c:/data")).isFalse();
    }

    @Test
    void refusesAnOptionWithoutAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUri.parse("file:/x?fsync"))
                .withMessage("option 'fsync' in 'file:/x?fsync' is not name=value");
    }

    @Test
    void refusesAnOptionThatIsGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partd.open("log:/x?fsync=batch&fsync=never"))
                .withMessage("option 'fsync' is given twice in 'log:/x?fsync=batch&fsync=never'");
    }

    @Test
    void refusesABrokenEscape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUri.parse("file:/100%"))
                .withMessage("'/100%' has a % that two hexadecimal digits do not follow; a % itself is written %25");
    }

    @Test
    void refusesAnOptionTheSchemeLacks(@TempDir Path directory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partd.open("file:" + directory.resolve("new") + "?sync=true"))
                .withMessage("unknown option 'sync' in 'file:" + directory.resolve("new")
                        + "?sync=true'; there are [fsync, readonly]");
        assertThat(Files.exists(directory.resolve("new"))).isFalse();
    }

    @Test
    void namesTheSchemesThereAreWhenOneIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partd.open("ftp://example"))
                .withMessage("no store for scheme 'ftp' in ftp://example; known schemes are [file, log, memory]");
    }

    @Test
    void saysWhatIsMissingForServers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partd.client("tcp://host:5555"))
                .withMessage("no store for scheme 'tcp' in tcp://host:5555; known schemes are [file, log, memory]; add "
                        + "partd-zmq to the path for servers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partd.client("file:/data"))
                .withMessageStartingWith("file:/data is not the address of a server; write tcp://host:port");
    }
}
