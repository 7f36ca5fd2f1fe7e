package io.partd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.partd.ByteSize;
import io.partd.Parallel;
import io.partd.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every compression must do, whatever bytes it is given. */
public abstract class ByteCodecContract {

    private static final int INPUTS = Sample.times(10_000, 50_000);
    private static final int MEGABYTE = 1 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The codec by its name, and as it is without settings. */
    protected abstract ByteCodec codec();

    /** The name that finds the codec. */
    protected abstract String name();

    /** The codec with a bound. */
    protected abstract ByteCodec atMost(ByteSize most);

    /** Whether what is decoded from damaged bytes is what was encoded, or refused. */
    protected abstract boolean hasChecksum();

    /** Payloads of less than 20 KiB that become, or claim to become, more than a megabyte. */
    protected abstract Map<String, byte[]> bombs() throws IOException;

    /** Payloads that claim a gigabyte or more and have nothing like it. */
    protected abstract Map<String, byte[]> lies() throws IOException;

    /** How many bytes decoding one payload takes beside the piece. */
    protected long workspace() {
        return MEGABYTE;
    }

    /** Lengths at which something changes in the format. */
    protected abstract int[] borders();

    @Test
    final void isFoundByName() {
        assertThat(Codecs.named(name())).isSameAs(codec());
        assertThat(Codecs.names()).contains(name());
        assertThat(codec().toString()).isEqualToIgnoringCase(name());
        assertThat(atMost(ByteSize.of("1m"))).hasToString(codec().toString());
    }

    @Test
    final void takesItsBoundAsAnOption() throws IOException {
        ByteCodec bounded = (ByteCodec) Codecs.named(name() + "?max=1k");
        byte[] piece = new byte[1024];
        assertThat(bounded.decode(bounded.encode(piece))).isEqualTo(piece);
        byte[] larger = codec().encode(new byte[1025]);
        assertThatThrownBy(() -> bounded.encode(new byte[1025])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> bounded.decode(larger)).isInstanceOf(IOException.class);
    }

    @Test
    final void refusesOptionsThatItDoesNotHave() {
        assertThatThrownBy(() -> Codecs.named(name() + "?mode=fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown option 'mode' in '" + name() + "?mode=fast'; there are [");
    }

    @Test
    final void decodesWhatItEncodedOfEveryShortLength() throws IOException {
        for (int length = 0; length < 600; length++) {
            requireRoundTrips(length);
        }
    }

    @Test
    final void decodesWhatItEncodedAtEveryBorder() throws IOException {
        for (int border : borders()) {
            for (int length = border - 1; length <= border + 1; length++) {
                requireRoundTrips(length);
            }
        }
    }

    private void requireRoundTrips(int length) throws IOException {
        for (byte[] piece : pieces(length, new Random(length))) {
            byte[] before = piece.clone();
            byte[] payload = codec().encode(piece);
            byte[] payloadBefore = payload.clone();
            assertThat(Arrays.equals(codec().decode(payload), before))
                    .as("%d bytes", length)
                    .isTrue();
            assertThat(Arrays.equals(piece, before) && Arrays.equals(payload, payloadBefore))
                    .as("neither the piece nor the payload was changed")
                    .isTrue();
        }
    }

    @Test
    final void severalThreadsUseOneCodec() {
        Parallel.run(4, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 30; i++) {
                for (byte[] piece : pieces(random.nextInt(60_000), random)) {
                    assertThat(Arrays.equals(codec().decode(codec().encode(piece)), piece))
                            .isTrue();
                }
            }
        });
    }

    @Test
    final void refusesATruncatedPayload() throws IOException {
        for (byte[] piece : pieces(3000, new Random(1))) {
            byte[] whole = codec().encode(piece);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> codec().decode(cut))
                        .as("%d of %d bytes", length, whole.length)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    final void refusesBytesBehindThePayload() throws IOException {
        byte[] whole = codec().encode(text(100, new Random(2)));
        for (int more : new int[] {1, 2, 3, 4, 8, 16, 100}) {
            byte[] longer = Arrays.copyOf(whole, whole.length + more);
            assertThatThrownBy(() -> codec().decode(longer)).isInstanceOf(IOException.class);
        }
    }

    @Test
    final void everyChangedByteIsFoundOrHarmless() throws IOException {
        byte[] piece = text(200, new Random(3));
        byte[] whole = codec().encode(piece);
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) mask;
                byte[] decoded = decodedOr(piece, codec(), changed);
                if (hasChecksum()) {
                    assertThat(decoded).as("byte %d ^ %d", at, mask).isEqualTo(piece);
                }
            }
        }
    }

    @Test
    final void whatIsOverTheBoundIsNeitherEncodedNorDecoded() throws IOException {
        for (byte[] piece : pieces(5000, new Random(4))) {
            byte[] payload = codec().encode(piece);
            assertThat(atMost(ByteSize.of(5000))
                            .decode(atMost(ByteSize.of(5000)).encode(piece)))
                    .isEqualTo(piece);
            assertThatThrownBy(() -> atMost(ByteSize.of(4999)).decode(payload))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(
                            "a piece of 5000 bytes (or more )?is over the limit of 4999, which atMost, or the option max, sets");
            assertThatThrownBy(() -> atMost(ByteSize.of(4999)).encode(piece))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "a piece of 5000 bytes is over the limit of 4999, which atMost, or the option max, sets");
        }
        assertThat(atMost(ByteSize.of(0)).decode(codec().encode(new byte[0]))).isEmpty();
        assertThat(atMost(ByteSize.of("1t")).decode(codec().encode(new byte[5000])))
                .hasSize(5000);
    }

    @Test
    final void aBombIsRefusedBeforeItTakesMemory() throws IOException {
        ByteCodec small = atMost(ByteSize.of("1m"));
        bombs().forEach((what, payload) -> {
            assertThat(payload).as(what).hasSizeLessThan(20 << 10);
            assertThat(allocatedWhile(() -> assertThatThrownBy(() -> small.decode(payload))
                            .as(what)
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("is over the limit of 1m, which atMost, or the option max, sets")))
                    .as(what)
                    .isLessThan(3L * MEGABYTE + workspace());
        });
    }

    @Test
    final void aLieIsRefusedBeforeItTakesMemory() throws IOException {
        lies().forEach((what, payload) -> assertThat(
                        allocatedWhile(() -> assertThatThrownBy(() -> codec().decode(payload))
                                .as(what)
                                .isInstanceOf(IOException.class)))
                .as(what)
                .isLessThan(MEGABYTE + workspace()));
    }

    @Test
    @Tag("sampled")
    final void anythingElseIsAnIoException() throws IOException {
        ByteCodec small = atMost(ByteSize.of("64k"));
        Random random = new Random(5);
        List<byte[]> whole = new ArrayList<>();
        for (int length : new int[] {0, 1, 20, 300, 2000}) {
            for (byte[] piece : pieces(length, random)) {
                whole.add(small.encode(piece));
            }
        }
        assertTimeoutPreemptively(Duration.ofMinutes(10), () -> {
            for (int i = 0; i < INPUTS; i++) {
                byte[] payload = hostile(whole, random);
                String what = "input " + i + ", of " + payload.length + " bytes";
                assertThat(allocatedWhile(() -> assertThat(decodedOr(new byte[0], small, payload).length)
                                .as(what)
                                .isLessThanOrEqualTo(1 << 16)))
                        .as(what)
                        .isLessThan((1 << 18) + workspace());
            }
        });
    }

    /** Returns what there is to decode, or other bytes if that is refused as it should be. Anything else is thrown. */
    private static byte[] decodedOr(byte[] refused, ByteCodec codec, byte[] payload) {
        try {
            return codec.decode(payload);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
            return refused;
        }
    }

    /** Noise, or a payload with a few changes; most begin as payloads do. */
    private static byte[] hostile(List<byte[]> whole, Random random) {
        byte[] payload = whole.get(random.nextInt(whole.size())).clone();
        if (random.nextInt(8) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            int kept = Math.min(random.nextInt(20), Math.min(payload.length, noise.length));
            System.arraycopy(payload, 0, noise, 0, kept);
            return noise;
        }
        if (random.nextInt(6) == 0) {
            payload = Arrays.copyOf(payload, random.nextInt(payload.length + 20));
        }
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && payload.length > 0; i++) {
            int near = random.nextBoolean() ? Math.min(payload.length, 40) : payload.length;
            int at = random.nextInt(near);
            int[] values = {0, 1, 127, 128, 255, random.nextInt(256)};
            payload[at] = (byte) values[random.nextInt(values.length)];
            for (int more = random.nextInt(5); more > 0 && at + more < payload.length; more--) {
                payload[at + more] = (byte) values[random.nextInt(values.length)];
            }
        }
        return payload;
    }

    /**
     * Returns the bytes that an action allocates: if they are many, the least of three times, as the JVM may add some.
     */
    private static long allocatedWhile(Runnable action) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least > 1 << 17; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            action.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /** Noise, zeros, text, and numbers that grow. */
    protected static List<byte[]> pieces(int length, Random random) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        byte[] numbers = new byte[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (byte) (i % 8 == 0 ? i / 8 : i % 8 == 1 ? i / 2048 : 0);
        }
        return List.of(noise, new byte[length], text(length, random), numbers);
    }

    private static byte[] text(int length, Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("row ").append(random.nextInt(1000)).append(",some text\n");
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length);
    }
}
