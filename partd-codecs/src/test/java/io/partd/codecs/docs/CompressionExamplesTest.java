package io.partd.codecs.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.codecs.compression.Blosc;
import io.partd.codecs.compression.BloscShuffle;
import io.partd.codecs.compression.Snappy;
import io.partd.codecs.compression.Zstd;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in {@code docs/codecs.md}. */
final class CompressionExamplesTest {

    @TempDir
    private Path directory;

    private final byte[] rows = "1,2\n3,4\n".getBytes(UTF_8);

    @Test
    void compresses() throws IOException {
        try (Store trips = Partd.file(directory).with(Snappy.codec())) {
            trips.append("queens", rows);
            byte[] back = trips.get("queens");
            assertThat(back).isEqualTo(rows);
        }
    }

    @Test
    void knowsItsElements() throws IOException {
        Blosc prices = Blosc.codec().typesize(4).shuffle(BloscShuffle.BITS);
        assertThat(Blosc.codec().decode(prices.encode(rows))).isEqualTo(rows);
    }

    @Test
    void isBounded() throws IOException {
        Store untrusted = Partd.file(directory).with(Zstd.codec().atMost(ByteSize.of("64m")));
        assertThat(untrusted.get("nothing")).isEmpty();
        untrusted.close();
    }
}
