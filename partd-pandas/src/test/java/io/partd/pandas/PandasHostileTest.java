package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import io.partd.arrow.Table;
import io.partd.pandas.GoldenFrames.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames that are damaged, or made to harm. */
@Timeout(120)
@Tag("sampled")
final class PandasHostileTest {

    private static final int MUTATIONS = Sample.times(2_400, 12_000);
    private static final long MOST_MEMORY = 64 << 20;
    private static final byte[][] NUMBERS = {
        {-1, -1, -1, -1, -1, -1, -1, 0x7F},
        {0, 0, 0, -128, 0, 0, 0, 0},
        {-1, -1, -1, 0x7F, 0, 0, 0, 0},
        {0},
        {-1},
        {127}
    };

    @Test
    void damagedFramesAreErrorsAndLeakNothing() throws IOException {
        List<Golden> golden = GoldenFrames.all().stream()
                .filter(g -> g.payload().size() < 5000)
                .toList();
        int read = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            Random random = new Random(seed);
            byte[] payload = mutated(golden.get(random.nextInt(golden.size())).bytes(), random);
            Store store = Partd.memory();
            store.append("k", GoldenFrames.frame(payload));
            try (BufferAllocator allocator = new RootAllocator(MOST_MEMORY)) {
                Partd<Table> partd = store.with(PandasBlocks.layer(allocator).atMost(ByteSize.of("16m")));
                try (Table table = partd.get("k")) {
                    read++;
                    assertThat(Described.of(table)).isNotNull();
                } catch (IOException expected) {
                    assertThat(expected).hasMessageStartingWith("key 'k'");
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        }
        assertThat(read).isBetween(MUTATIONS / 24, MUTATIONS - MUTATIONS / 12);
    }

    private static byte[] mutated(byte[] payload, Random random) {
        byte[] bytes = payload.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> {
                    byte[] number = NUMBERS[random.nextInt(NUMBERS.length)];
                    System.arraycopy(number, 0, bytes, at, Math.min(number.length, bytes.length - at));
                }
                case 3 -> {
                    int from = random.nextInt(bytes.length);
                    int length = random.nextInt(1 + Math.min(40, bytes.length - Math.max(at, from)));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
                case 4 -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
                default -> swapDigits(bytes, random);
            }
        }
        return bytes;
    }

    /** Changes a type's text, as in i8 to i4. */
    private static void swapDigits(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length);
        for (int i = from; i < bytes.length - 1; i++) {
            if ("iufMmO".indexOf(bytes[i]) >= 0 && bytes[i + 1] >= '1' && bytes[i + 1] <= '8') {
                bytes[i] = (byte) "iufMmO".charAt(random.nextInt(6));
                bytes[i + 1] = (byte) "1248".charAt(random.nextInt(4));
                return;
            }
        }
    }

    @Test
    void aRangeOfRowsThatNothingHasIsRefused() throws IOException {
        assertRefused(
                frames(pickle("(lNaNa."), rangeIndex(0), rangeIndex(1L << 40)),
                "a RangeIndex of 1099511627776 rows of no column; at most 1048576");
    }

    @Test
    void aBlockThatClaimsMoreThanItHasIsRefused() throws IOException {
        String dtype = "cnumpy\ndtype\n(S'i8'\nI00\nI01\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb";
        String zero = "c_codecs\nencode\n(S'" + "\\x00".repeat(Long.BYTES) + "'\nS'latin1'\ntR";
        String places = "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I1\nt" + dtype
                + "I00\n" + zero + "tb";
        String header = "(lNaNa(" + places + dtype + "(I1\nL1000000000L\nt(S'numpy_type'\n)tta.";
        assertRefused(
                frames(pickle(header), rangeIndex(1), rangeIndex(1_000_000_000L), new byte[8]),
                "column '0' 8 bytes instead of 8000000000, and neither Blosc nor Snappy");
    }

    @Test
    void namesThatPandasDoesNotPickleAreRefused() throws IOException {
        assertRefused(
                frames(pickle("cos\nsystem\n(S'true'\ntR.")),
                "pickle names the class 'os.system', which is not allowed");
        assertRefused(
                frames(pickle("(lNaNa."), pickle("cpandas\nread_pickle\n(S'x'\ntR."), rangeIndex(0)),
                "pickle names the class 'pandas.read_pickle', which is not allowed");
    }

    @Test
    void framesThatDoNotFitTogetherAreRefused() throws IOException {
        assertRefused(new byte[0], "no frame of pandas: it does not begin with a list of headers");
        assertRefused(frames(pickle("N.")), "no frame of pandas: it does not begin with a list of headers");
        assertRefused(frames(pickle("(lNaNa.")), "no frame of pandas: 2 headers and 0 values");
        assertRefused(new byte[] {1, 2, 3}, "inner frame 1 ends after 3 bytes of its 8 byte length");
        assertRefused(
                new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, 0},
                "inner frame 1 claims a length of 9223372036854775807 bytes; 1 bytes are left");
        assertRefused(frames(pickle("(lNaNa."), rangeIndex(1), rangeIndex(0)), "column '0' is in no block");
    }

    private static byte[] rangeIndex(long stop) {
        return pickle("cpandas.core.indexes.base\n_new_Index\n(cpandas\nRangeIndex\n(dS'start'\nI0\nsS'stop'\nL" + stop
                + "L\nsS'step'\nI1\nsS'name'\nNstR.");
    }

    private static void assertRefused(byte[] payload, String message) throws IOException {
        Store store = Partd.memory();
        store.append("k", GoldenFrames.frame(payload));
        try (BufferAllocator allocator = new RootAllocator()) {
            Partd<Table> partd = store.with(PandasBlocks.layer(allocator));
            assertThatThrownBy(() -> partd.get("k"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("key 'k', frame 1 at byte 0: payload of " + payload.length)
                    .hasMessageContaining(message);
        }
    }

    private static byte[] pickle(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] frames(byte[]... frames) {
        int length = Arrays.stream(frames)
                .mapToInt(frame -> Long.BYTES + frame.length)
                .sum();
        ByteBuffer joined = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] frame : frames) {
            joined.putLong(frame.length).put(frame);
        }
        return joined.array();
    }
}
