package io.partd.benchmarks;

import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.ByteCodec;
import io.partd.codec.Codecs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Times what the frames of codecs cost: {@code FramingRun PIECE ROUNDS} appends pieces to a store in memory and gets
 * them back, without a codec, with one that changes nothing, and with codecs that do. It prints for each, in seconds
 * per gigabyte, the medians of the rounds: appending, reading, and of that encoding and decoding alone.
 */
public final class FramingRun {

    private static final int BYTES = 64 << 20;
    private static final int KEYS = 16;

    private final byte[][] pieces;
    private final int rounds;

    private FramingRun(int piece, int rounds) {
        this.rounds = rounds;
        pieces = new byte[Math.max(KEYS, BYTES / piece)][];
        Random random = new Random(42);
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new byte[piece];
            for (int at = 0; at < piece; at++) {
                // Compresses to about half.
                pieces[i][at] = (byte) (at % 8 < 4 ? random.nextInt(256) : 0);
            }
        }
    }

    /** Times all of them. */
    public static void main(String[] args) throws IOException {
        FramingRun run = new FramingRun(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        System.out.println("codec append read append-and-read codec-alone");
        run.print("none", null);
        run.print("identity", new Identity());
        for (String name : args.length > 2 ? args[2].split(",") : new String[] {"snappy", "lz4", "zstd", "zlib"}) {
            run.print(name, (ByteCodec) Codecs.named(name));
        }
    }

    private void print(String name, @Nullable ByteCodec codec) throws IOException {
        double[] append = new double[rounds];
        double[] read = new double[rounds];
        double[] alone = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            int index = Math.max(round, 0); // the first round is compiled, and written over
            System.gc();
            try (Store memory = Partd.memory()) {
                Store store = codec == null ? memory : memory.with(codec);
                append[index] = appendAll(store);
                read[index] = readAll(store);
            }
            alone[index] = codec == null ? 0 : alone(codec);
        }
        double appending = median(append);
        double reading = median(read);
        System.out.printf("%s %.4f %.4f %.4f %.4f%n", name, appending, reading, appending + reading, median(alone));
    }

    private double appendAll(Store store) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < pieces.length; i++) {
            store.append("key-" + i % KEYS, pieces[i]);
        }
        return perGigabyte(start);
    }

    private double readAll(Store store) throws IOException {
        long start = System.nanoTime();
        long length = 0;
        for (int key = 0; key < KEYS; key++) {
            length += store.get("key-" + key).length;
        }
        double seconds = perGigabyte(start);
        if (length != (long) pieces.length * pieces[0].length) {
            throw new IOException("read " + length + " bytes");
        }
        return seconds;
    }

    private double alone(ByteCodec codec) throws IOException {
        long start = System.nanoTime();
        for (byte[] piece : pieces) {
            codec.decode(codec.encode(piece));
        }
        return perGigabyte(start);
    }

    private double perGigabyte(long start) {
        return (double) (System.nanoTime() - start) / pieces.length / pieces[0].length;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Gives back what it is given. */
    private static final class Identity implements ByteCodec {

        @Override
        public byte[] encode(byte[] bytes) {
            return bytes;
        }

        @Override
        public byte[] decode(byte[] payload) {
            return payload;
        }

        @Override
        public String toString() {
            return "Identity";
        }
    }
}
