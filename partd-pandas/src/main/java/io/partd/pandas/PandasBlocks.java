package io.partd.pandas;

import io.partd.ByteSize;
import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.Table;
import io.partd.arrow.memory.UnlimitedAllocator;
import io.partd.codec.SizeLimit;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Reads what Python partd's {@code PandasBlocks} has stored, as Dask's shuffle on disk does: each append is a frame of
 * one DataFrame, in the blocks in which pandas keeps columns of one type. It is only read: {@code append} and
 * {@code iset} throw an {@link java.io.IOException}. What pandas can read is written by {@link PandasColumns}.
 *
 * <ul>
 *   <li>{@code get} returns a table of all pieces that have rows, a batch of each. All are of one schema: integers and
 *       floats of different widths become the one that has all of them, times the finer unit, nulls any type. Pieces of
 *       which that cannot be said are refused, and {@code stream} returns them one by one, each as it is.
 *   <li>The columns of the index come last, under their own name or {@code __index_level_0__}; also those of a
 *       {@code RangeIndex}. Labels that are no texts become what Python's {@code str} makes of them. A second column of
 *       one name gets the suffix {@code .1}. The schema has the metadata {@code pandas}, by which pyarrow restores the
 *       frame.
 *   <li>{@code NaT}, {@code NA}, {@code None} and, among objects other than numbers, {@code NaN} are null. {@code NaN}
 *       among numbers is NaN. Categoricals are dictionary-encoded, with 32 bits of code.
 *   <li>Complex numbers, periods, intervals, sparse arrays, and objects of types for which Arrow has none, are refused
 *       with a {@link io.partd.CorruptDataException} that names the column.
 *   <li>Pickles may name what pandas pickles, and run nothing. What they and compressed values may take in memory is
 *       limit, by {@link #atMost}.
 * </ul>
 *
 * <p>Immutable and thread-safe. Tables that are returned belong to the caller, who closes them.
 */
public final class PandasBlocks implements Layer<Partd<Table>> {

    private final BufferAllocator allocator;
    private final BlockCompression compression;
    private final SizeLimit limit;

    private PandasBlocks(BufferAllocator allocator, BlockCompression compression, SizeLimit limit) {
        this.allocator = allocator;
        this.compression = compression;
        this.limit = limit;
    }

    /** Returns the layer with an allocator of its own, without a limit, that lives as long as the program. */
    public static PandasBlocks layer() {
        return layer(UnlimitedAllocator.ALLOCATOR);
    }

    /**
     * Returns the layer, for pieces that take up to 1 GiB, whose compression is found out.
     *
     * @param allocator for the tables that are read; not closed by the layer, and to be closed after them
     */
    public static PandasBlocks layer(BufferAllocator allocator) {
        return new PandasBlocks(
                Objects.requireNonNull(allocator, "allocator"), BlockCompression.PROBED, SizeLimit.DEFAULT);
    }

    /** Returns the layer for values that are compressed like this, and not otherwise. */
    public PandasBlocks compression(BlockCompression known) {
        return new PandasBlocks(allocator, Objects.requireNonNull(known, "known"), limit);
    }

    /** Returns the layer with another limit: pieces that take more memory are refused. */
    public PandasBlocks atMost(ByteSize most) {
        return new PandasBlocks(allocator, compression, SizeLimit.of(most));
    }

    @Override
    public Partd<Table> over(Store store) {
        return new PandasBlocksPartd(
                new FrameCodec(compression, limit).over(Objects.requireNonNull(store, "store")),
                new Tables(allocator),
                toString() + "(" + store + ")");
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("pandas-blocks");
    }

    /** Returns {@code PandasBlocks}. */
    @Override
    public String toString() {
        return "PandasBlocks";
    }
}
