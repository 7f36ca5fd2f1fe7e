package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.format.Thrift;
import java.io.IOException;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.XxHash;

/**
 * The split block Bloom filter of the format: blocks of eight words of 32 bits, of which a hash sets one bit in each
 * word of one block.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/BloomFilter.md">the format's description</a>
 */
final class BloomFilter {

    private static final int WORDS = 8;

    /** Arrow's C++ library reads no larger one. */
    private static final int MOST_BLOCKS = (128 << 20) / (WORDS * Integer.BYTES);

    /** About one in a hundred of other values passes. */
    private static final double FALSE_POSITIVES = 0.01;

    private static final double BITS_PER_VALUE = -WORDS / Math.log(1 - Math.pow(FALSE_POSITIVES, 1.0 / WORDS));

    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private int[] words;

    /** Of so many different values at most. */
    BloomFilter(long most) {
        words = new int[blocksFor(most) * WORDS];
    }

    /** Returns how many blocks so many values need: a power of two, as parquet-java and Arrow's C++ library have. */
    private static int blocksFor(long values) {
        double blocks = values * BITS_PER_VALUE / (WORDS * Integer.SIZE);
        int least = (int) Math.min(MOST_BLOCKS, Math.ceil(blocks));
        return least <= 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
    }

    void add(long hash) {
        int block = (int) (((hash >>> Integer.SIZE) * (words.length / WORDS)) >>> Integer.SIZE) * WORDS;
        for (int i = 0; i < WORDS; i++) {
            words[block + i] |= 1 << (((int) hash * SALT[i]) >>> 27);
        }
    }

    /**
     * Makes it as small as its different values allow, of which there may be far fewer than were expected. A hash is in
     * half as many blocks at half the place.
     */
    void fold() {
        int blocks = words.length / WORDS;
        int enough = blocksFor(differentValues());
        while (blocks > enough) {
            blocks /= 2;
            int[] folded = new int[blocks * WORDS];
            for (int i = 0; i < folded.length; i++) {
                int from = i / WORDS * 2 * WORDS + i % WORDS;
                folded[i] = words[from] | words[from + WORDS];
            }
            words = folded;
        }
    }

    /** Returns about how many different values were added, which the bits that they set tell. */
    private long differentValues() {
        long bits = 0;
        for (int word : words) {
            bits += Integer.bitCount(word);
        }
        double filled = (double) bits / Integer.SIZE / words.length;
        double perBlock = Math.log1p(-Math.min(filled, 0.99)) / Math.log1p(-1.0 / Integer.SIZE);
        return Math.round(perBlock * words.length / WORDS);
    }

    /** Returns it with its header, as a file has it. */
    byte[] bytes() throws IOException {
        byte[] header = Thrift.write(new BloomFilterHeader(
                words.length * Integer.BYTES,
                BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                BloomFilterHash.XXHASH(new XxHash()),
                BloomFilterCompression.UNCOMPRESSED(new Uncompressed())));
        byte[] bytes = new byte[header.length + words.length * Integer.BYTES];
        System.arraycopy(header, 0, bytes, 0, header.length);
        for (int i = 0; i < words.length; i++) {
            LittleEndian.putInt(bytes, header.length + i * Integer.BYTES, words[i]);
        }
        return bytes;
    }
}
