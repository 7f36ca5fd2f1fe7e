package io.partd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.FailingList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChunksTest {

    @Test
    void behavesAsAQueueOfBytesWhateverTheChunks() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Chunks chunks = new Chunks(random.nextBoolean() ? Chunks.SMALLEST : 1 << random.nextInt(7, 17));
            byte[] model = new byte[0];
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(4) > 0) {
                    byte[] piece = new byte[random.nextInt(random.nextInt(8) == 0 ? 100_000 : 200)];
                    random.nextBytes(piece);
                    int cut = random.nextInt(piece.length + 1);
                    long growth = chunks.growth(piece.length);
                    long before = chunks.heapSize();
                    chunks.append(
                            List.of(ByteBuffer.wrap(piece, 0, cut), ByteBuffer.wrap(piece, cut, piece.length - cut)));
                    assertThat(chunks.heapSize() - before).as("seed %d", seed).isEqualTo(growth);
                    model = joined(model, piece);
                } else {
                    int count = random.nextInt(model.length + 1);
                    Bytes whole = chunks.snapshot();
                    Bytes prefix = chunks.snapshot(count);
                    chunks.removeFirst(count);
                    assertThat(read(prefix)).as("seed %d", seed).isEqualTo(Arrays.copyOf(model, count));
                    assertThat(read(whole)).as("seed %d", seed).isEqualTo(model);
                    model = Arrays.copyOfRange(model, count, model.length);
                }
                assertThat(chunks.length()).isEqualTo(model.length);
                assertThat(chunks.heapSize()).isGreaterThanOrEqualTo(model.length);
                assertThat(chunks.snapshot().after(new byte[0], "x"))
                        .as("seed %d", seed)
                        .isEqualTo(model);
            }
            chunks.removeFirst(model.length);
            assertThat(chunks.heapSize()).isZero();
        }
    }

    @Test
    void anAppendThatFailsHalfWayAddsNothing() throws IOException {
        Chunks chunks = new Chunks(Chunks.SMALLEST);
        for (int round = 0; round < 3; round++) {
            long length = chunks.length();
            assertThatThrownBy(() -> chunks.append(new FailingList(1, new byte[300], new byte[100])))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(chunks.length()).isEqualTo(length);
            long growth = chunks.growth(300);
            long before = chunks.heapSize();
            chunks.append(new byte[] {1, 2, 3});
            chunks.append(List.of(ByteBuffer.wrap(new byte[297])));
            assertThat(chunks.heapSize()).isEqualTo(before + growth);
            assertThat(chunks.length()).isEqualTo(length + 300);
        }
        byte[] piece = Arrays.copyOf(new byte[] {1, 2, 3}, 300);
        assertThat(chunks.snapshot().after(new byte[0], "x")).isEqualTo(joined(joined(piece, piece), piece));
        chunks.removeFirst(900);
        assertThat(chunks.heapSize()).isZero();
    }

    @Test
    void aSnapshotDoesNotSeeWhatIsAppendedLater() throws IOException {
        Chunks chunks = new Chunks();
        chunks.append(List.of(ByteBuffer.wrap(new byte[] {1, 2})));
        Bytes snapshot = chunks.snapshot();
        InputStream in = snapshot.open();
        chunks.append(List.of(ByteBuffer.wrap(new byte[500])));
        assertThat(snapshot.length()).isEqualTo(2);
        assertThat(in.readAllBytes()).isEqualTo(new byte[] {1, 2});
        assertThat(read(snapshot)).isEqualTo(new byte[] {1, 2});
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

    private static byte[] read(Bytes bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer buffer : bytes.buffers()) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
