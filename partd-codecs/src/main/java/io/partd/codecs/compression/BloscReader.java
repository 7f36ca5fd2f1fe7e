package io.partd.codecs.compression;

import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads a Blosc buffer; see {@link BloscHeader}. */
final class BloscReader {

    private static final int WORD = 4;
    private static final byte[] NOTHING = {};

    private final byte[] payload;
    private final ByteBuffer in;
    private final BloscHeader header;
    private final SizeLimit limit;
    private final BloscCodec codec;
    private final BloscShuffle shuffle;

    BloscReader(byte[] payload, BloscHeader header, SizeLimit limit) {
        this.payload = payload;
        in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        this.header = header;
        this.limit = limit;
        codec = header.codec();
        shuffle = header.shuffle();
    }

    byte[] piece() throws IOException {
        if (header.isStored()) {
            limit.check(header.length());
            return Arrays.copyOfRange(payload, BloscHeader.BYTES, payload.length);
        }
        long table = (long) WORD * header.blocks();
        if (table > payload.length - BloscHeader.BYTES) {
            throw new IOException("no blosc buffer: " + payload.length + " bytes do not hold the table of its "
                    + header.blocks() + " blocks");
        }
        byte[] piece = new byte[limit.check(header.length(), payload.length, codec.bestRatio())];
        byte[] shuffled = shuffle == BloscShuffle.NONE || piece.length == 0 ? NOTHING : new byte[header.blockLength(0)];
        for (int block = 0; block < header.blocks(); block++) {
            int at = block * header.blocksize();
            int count = header.blockLength(block);
            switch (shuffle) {
                case NONE -> decode(block, piece, at);
                case BYTES -> {
                    decode(block, shuffled, 0);
                    Transposing.unshuffleBytes(shuffled, 0, count, header.typesize(), piece, at);
                }
                case BITS -> {
                    decode(block, shuffled, 0);
                    Transposing.unshuffleBits(shuffled, 0, count, header.typesize(), piece, at);
                }
            }
        }
        return piece;
    }

    private void decode(int block, byte[] out, int at) throws IOException {
        int splits = header.splits(block);
        int part = header.blockLength(block) / splits;
        if (part * splits != header.blockLength(block)) {
            throw new IOException(
                    "no blosc buffer: blocks of " + header.blocksize() + " bytes cannot be split into " + splits);
        }
        int from = in.getInt(BloscHeader.BYTES + WORD * block);
        for (int split = 0; split < splits; split++) {
            if (from < BloscHeader.BYTES || from > payload.length - WORD) {
                throw new IOException(
                        "no blosc buffer: block " + block + " lies at byte " + from + " of " + payload.length);
            }
            int count = in.getInt(from);
            from += WORD;
            if (count < 0 || count > payload.length - from) {
                throw new IOException("no blosc buffer: block " + block + " claims " + (count & 0xFFFF_FFFFL)
                        + " bytes at byte " + from + " of " + payload.length);
            }
            decodePart(block, from, count, out, at + split * part, part);
            from += count;
        }
    }

    private void decodePart(int block, int from, int count, byte[] out, int at, int part) throws IOException {
        if (count == part) {
            System.arraycopy(payload, from, out, at, part);
            return;
        }
        int length;
        try {
            length = codec.decode(payload, from, count, out, at, part);
        } catch (IOException e) {
            throw new IOException("no blosc buffer: block " + block + ": " + e.getMessage(), e);
        }
        if (length != part) {
            throw new IOException(
                    "no blosc buffer: block " + block + " has a part of " + length + " bytes, not " + part);
        }
    }
}
