package io.partd.arrow;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.memory.UnlimitedAllocator;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Stores tables as Apache Arrow's IPC streams. What one append adds to a key is a frame, a length of 8 bytes,
 * little-endian, and a stream of that length: the schema, dictionaries, record batches, and the mark of its end, not
 * compressed. So each piece says itself what it is, and other languages read it with what they have for streams; see <a
 * href="https://arrow.apache.org/docs/format/Columnar.html">Arrow's description of the format</a>.
 *
 * <ul>
 *   <li>The pieces of a key may have other columns, types and orders of columns, and are one table when they are read:
 *       their schemas are unified ({@link SchemaMode#UNIFY}). An append of a table that cannot be unified with the
 *       key's pieces throws an {@link java.io.IOException} that names the column and both types; with
 *       {@link SchemaMode#STRICT}, any other schema does.
 *   <li>Each handle remembers the schemas of the keys that it has appended to, so that only the first append to a key,
 *       and those that change its schema, read the stored pieces' schemas, in the store's own section. If other handles
 *       delete a key and begin it again with other columns, an append may slip through: reading the key throws a
 *       {@link io.partd.CorruptDataException} then, that names the piece and both types.
 *   <li>{@code get} returns all pieces as the batches of one table, without copying them together, with the metadata of
 *       the first piece. Dictionaries are numbered from 0 on. Of an absent key it is a table without columns and
 *       batches. {@code get} of several keys at once needs each to be smaller than 2 GiB as it is stored; a single one
 *       may be as large as memory allows.
 *   <li>{@code stream} returns a table for each piece and holds one at a time; all have the schema of the key, so that
 *       it reads the schemas of all pieces before the first one.
 *   <li>An append of a table without rows is a piece like others, and its columns count. {@code iset} sets a table
 *       without rows too, and takes tables of up to 2 GiB.
 *   <li>Tables that are returned belong to the caller, who closes them; those that are given stay the caller's, and may
 *       be of any allocator.
 *   <li>Lengths and offsets in what is stored are checked before they are used, so that damaged data is a
 *       {@link io.partd.CorruptDataException} and not a crash. Texts are not checked to be UTF-8.
 *   <li>Buffers compressed with LZ4 or Zstandard, as other languages may write them, are read.
 * </ul>
 */
public final class ArrowTables implements Layer<Partd<Table>> {

    private final BufferAllocator allocator;

    private final SchemaMode schemas;

    private ArrowTables(BufferAllocator allocator, SchemaMode schemas) {
        this.allocator = allocator;
        this.schemas = schemas;
    }

    /**
     * Returns the layer.
     *
     * @param allocator for the tables that are read; not closed by the layer, and to be closed after them. Reading what
     *     does not fit into its limit throws an {@link java.io.IOException}
     */
    public static ArrowTables layer(BufferAllocator allocator) {
        return new ArrowTables(Objects.requireNonNull(allocator, "allocator"), SchemaMode.UNIFY);
    }

    /** Returns the layer with an allocator of its own, without a limit, that lives as long as the program. */
    public static ArrowTables layer() {
        return new ArrowTables(UnlimitedAllocator.ALLOCATOR, SchemaMode.UNIFY);
    }

    /** Returns this layer with another way to treat appends of other schemas. Without this, they are unified. */
    public ArrowTables schemas(SchemaMode mode) {
        return new ArrowTables(allocator, mode);
    }

    @Override
    public Partd<Table> over(Store store) {
        return new TablePartd(store, allocator, schemas, toString());
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("arrow");
    }

    /** Returns {@code Arrow}. */
    @Override
    public String toString() {
        return "Arrow";
    }
}
