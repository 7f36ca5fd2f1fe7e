package io.partd.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.FailingList;
import io.partd.internal.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChunksTest {

    @Test
    void joinsWhatIsAppendedWhateverTheChunks() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Chunks chunks = new Chunks();
            byte[] model = new byte[0];
            for (int step = 0; step < 40; step++) {
                byte[] piece = new byte[random.nextInt(random.nextInt(8) == 0 ? 100_000 : 200)];
                random.nextBytes(piece);
                int cut = random.nextInt(piece.length + 1);
                Chunks.Snapshot before = chunks.snapshot();
                if (random.nextBoolean()) {
                    chunks.append(piece);
                } else {
                    chunks.append(
                            List.of(ByteBuffer.wrap(piece, 0, cut), ByteBuffer.wrap(piece, cut, piece.length - cut)));
                }
                assertThat(copy(before)).as("seed %d", seed).isEqualTo(model);
                model = joined(model, piece);
                assertThat(chunks.length()).isEqualTo(model.length);
                assertThat(copy(chunks.snapshot())).as("seed %d", seed).isEqualTo(model);
                assertThat(chunks.snapshot().open().readAllBytes()).isEqualTo(model);
            }
        }
    }

    @Test
    void anAppendThatFailsHalfWayAddsNothing() {
        Chunks chunks = new Chunks();
        byte[] model = new byte[0];
        for (int round = 0; round < 3; round++) {
            assertThatThrownBy(() -> chunks.append(new FailingList(1, new byte[300], new byte[100])))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(chunks.length()).isEqualTo(model.length);
            chunks.append(new byte[] {1, 2, 3});
            chunks.append(List.of(ByteBuffer.wrap(new byte[297])));
            model = joined(model, Arrays.copyOf(new byte[] {1, 2, 3}, 300));
            assertThat(copy(chunks.snapshot())).isEqualTo(model);
        }
    }

    @Test
    void aSnapshotDoesNotSeeWhatIsAppendedLater() throws IOException {
        Chunks chunks = new Chunks();
        chunks.append(List.of(ByteBuffer.wrap(new byte[] {1, 2})));
        Chunks.Snapshot snapshot = chunks.snapshot();
        InputStream in = snapshot.open();
        chunks.append(List.of(ByteBuffer.wrap(new byte[500])));
        assertThat(snapshot.length()).isEqualTo(2);
        assertThat(in.readAllBytes()).isEqualTo(new byte[] {1, 2});
        assertThat(copy(snapshot)).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void aClosedStreamReadsNoMore() throws IOException {
        Chunks chunks = new Chunks();
        chunks.append(List.of(ByteBuffer.wrap(new byte[] {1, 2})));
        InputStream in = chunks.snapshot().open();
        assertThat(in.available()).isEqualTo(2);
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("stream closed");
    }

    @Test
    void saysWhichValueIsTooLargeForAnArray() {
        assertThatThrownBy(() -> Bytes.requireArray(1L << 31, "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("the value of key 'x' has 2147483648 bytes, an array at most 2147483639;"
                        + " read it with open or stream");
        assertThatCode(() -> Bytes.requireArray(Integer.MAX_VALUE - 8, "x")).doesNotThrowAnyException();
    }

    private static byte[] copy(Chunks.Snapshot snapshot) {
        byte[] copy = new byte[(int) snapshot.length()];
        snapshot.copyTo(copy);
        return copy;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
