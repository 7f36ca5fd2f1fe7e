package io.partd.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.codec.ByteCodec;
import io.partd.codec.Codec;
import io.partd.codec.Codecs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Times a codec on the pieces of a file: {@code CodecRun time CODEC FILE BYTES PIECE ROUNDS} takes the first bytes of
 * the file, in pieces of so many, and prints a line for each round: its number, the seconds that encoding and decoding
 * took, and how many bytes the payloads have. For a codec of lists a piece is a list of rows, or of numbers.
 * {@code peers/partd_codec.py} does the same in Python. {@code CodecRun numbers BYTES FILE} makes a file of numbers.
 */
public final class CodecRun<V> {

    /** As many bytes as a round handles at least, so that it can be timed. */
    private static final double LEAST_SECONDS = 0.5;

    private final Encoding<V> encode;
    private final Decoding<V> decode;
    private final List<V> pieces;
    private final List<byte[]> payloads = new ArrayList<>();

    private CodecRun(Encoding<V> encode, Decoding<V> decode, List<V> pieces) {
        this.encode = encode;
        this.decode = decode;
        this.pieces = pieces;
    }

    /** Times a codec, or makes a file. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("numbers")) {
            numbers(Integer.parseInt(args[1]), Path.of(args[2]));
            return;
        }
        Path file = Path.of(args[2]);
        List<byte[]> pieces = pieces(file, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        CodecRun<?> run = Codecs.named(args[1]) instanceof ByteCodec codec
                ? new CodecRun<>(codec::encode, codec::decode, pieces)
                : ofLists(args[1], file, pieces);
        for (int round = 1; round <= Integer.parseInt(args[5]); round++) {
            System.out.println(round + " " + run.round());
        }
    }

    /** Values for a codec of lists: the rows of a CSV file, each a list of texts, or numbers. */
    @SuppressWarnings("unchecked") // the codecs that the script names are those of lists
    private static CodecRun<List<Object>> ofLists(String name, Path file, List<byte[]> pieces) {
        Codec<List<Object>> codec = (Codec<List<Object>>) Codecs.named(name);
        List<List<Object>> values = new ArrayList<>();
        for (byte[] piece : pieces) {
            values.add(file.toString().endsWith(".csv") ? rows(piece) : numbers(piece));
        }
        return new CodecRun<>(codec::encode, codec::decode, values);
    }

    private static List<Object> rows(byte[] piece) {
        List<Object> rows = new ArrayList<>();
        for (String line : new String(piece, UTF_8).split("\n", -1)) {
            rows.add(List.of(line.split(",", -1)));
        }
        return rows;
    }

    private static List<Object> numbers(byte[] piece) {
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        List<Object> numbers = new ArrayList<>();
        while (buffer.remaining() >= Long.BYTES) {
            numbers.add(buffer.getLong());
        }
        return numbers;
    }

    private String round() throws IOException {
        double encoding = seconds(this::encodeAll);
        double decoding = seconds(this::decodeAll);
        long length = 0;
        for (int i = 0; i < pieces.size(); i++) {
            if (!Objects.deepEquals(pieces.get(i), decode.decode(payloads.get(i)))) {
                throw new IOException("piece " + i + " was decoded to something else");
            }
            length += payloads.get(i).length;
        }
        return encoding + " " + decoding + " " + length;
    }

    private void encodeAll() throws IOException {
        payloads.clear();
        for (V piece : pieces) {
            payloads.add(encode.encode(piece));
        }
    }

    private void decodeAll() throws IOException {
        for (byte[] payload : payloads) {
            decode.decode(payload);
        }
    }

    /** Returns the mean of as many runs as fill half a second. */
    private static double seconds(Step step) throws IOException {
        long start = System.nanoTime();
        int times = 0;
        double seconds;
        do {
            step.run();
            times++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while (seconds < LEAST_SECONDS);
        return seconds / times;
    }

    private static List<byte[]> pieces(Path file, int bytes, int length) throws IOException {
        byte[] all = Files.readAllBytes(file);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < Math.min(bytes, all.length); at += length) {
            pieces.add(Arrays.copyOfRange(all, at, Math.min(at + length, Math.min(bytes, all.length))));
        }
        return pieces;
    }

    /** Half a million times in microseconds that grow, half a million fares in cents as doubles, and so on. */
    private static void numbers(int bytes, Path file) throws IOException {
        Random random = new Random(42);
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long time = 1_672_531_200_000_000L;
        for (int i = 0; out.remaining() >= Long.BYTES; i++) {
            time += random.nextInt(20_000_000);
            if (i / 500_000 % 2 == 0) {
                out.putLong(time);
            } else {
                out.putDouble(Math.round(300 + 1000 * Math.abs(random.nextGaussian())) / 100.0);
            }
        }
        Files.write(file, out.array());
    }

    @FunctionalInterface
    private interface Encoding<V> {
        byte[] encode(V value) throws IOException;
    }

    @FunctionalInterface
    private interface Decoding<V> {
        V decode(byte[] payload) throws IOException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
