package io.partd.parquet.write;

import io.partd.parquet.compression.Compression;
import io.partd.parquet.compression.PageCodec;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What a thread needs to write files, one column after the other. May hold memory outside of the heap. */
public final class Workspace implements AutoCloseable {

    private final Map<Compression, PagePacker> packers = new HashMap<>();
    private final Stage bytes = new Stage();
    private final Stage raw = new Stage();
    private final int[] starts = new int[VectorReader.STEP];
    private final int[] lengths = new int[VectorReader.STEP];
    private final int[] indices = new int[VectorReader.STEP];
    private final byte[] levels = new byte[VectorReader.STEP];
    private final long[] numbers = new long[VectorReader.STEP];
    private final int[] found = new int[VectorReader.STEP];
    private int[] pageIndices = {};
    private final BitSet bits = new BitSet();
    private final KnownEntries known = new KnownEntries();

    /** Bytes for a short time. */
    static final class Stage {

        private static final int MOST_KEPT = 1 << 22;

        private byte[] array = new byte[0];

        /** Returns an array of so many bytes at least, and {@link LittleEndian#SLACK} more. */
        byte[] array(int size) {
            int needed = Math.addExact(size, LittleEndian.SLACK);
            if (array.length < needed) {
                byte[] larger = new byte[Math.max(needed, Math.min(MOST_KEPT, 2 * array.length))];
                if (needed > MOST_KEPT) {
                    return larger;
                }
                array = larger;
            }
            return array;
        }
    }

    PagePacker packer(Compression compression) throws IOException {
        PagePacker packer = packers.get(compression);
        if (packer == null) {
            packer = new PagePacker(PageCodec.of(compression));
            packers.put(compression, packer);
        }
        return packer;
    }

    Stage bytes() {
        return bytes;
    }

    Stage raw() {
        return raw;
    }

    int[] starts() {
        return starts;
    }

    int[] lengths() {
        return lengths;
    }

    int[] indices() {
        return indices;
    }

    /** The indices of values that were looked up in a dictionary. */
    int[] found() {
        return found;
    }

    /** Returns an array for the indices of a page. */
    int[] pageIndices(int count) {
        if (pageIndices.length < count) {
            pageIndices = new int[Math.max(count, 2 * pageIndices.length)];
        }
        return pageIndices;
    }

    byte[] levels() {
        return levels;
    }

    long[] numbers() {
        return numbers;
    }

    /** Returns bits, none of them set. */
    BitSet bits() {
        bits.clear();
        return bits;
    }

    KnownEntries known() {
        return known;
    }

    @Override
    public void close() {
        packers.values().forEach(PagePacker::close);
        packers.clear();
    }
}
