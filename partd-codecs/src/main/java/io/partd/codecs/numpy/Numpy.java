package io.partd.codecs.numpy;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.codecs.pickle.PickleReader;
import java.util.Optional;

/**
 * Stores arrays as Python partd's {@code Numpy} does, readable and writable from either language:
 *
 * <pre>
 * key          value
 * k            the arrays' bytes, one after the other, without frames
 * k.dtype      the type of the elements, as text: {@code <f8}
 * </pre>
 *
 * <p>Objects have no bytes: each append of them is a frame of a list in {@link io.partd.codecs.msgpack.Msgpack
 * MessagePack or, where that cannot be, a pickle}. Python can read a key if all its frames are of the same of the two;
 * so where the first is a pickle, the next are.
 *
 * <ul>
 *   <li>The first append to a key settles its type, also one of no elements, and so does {@code iset}. An append of
 *       another type throws an {@link java.io.IOException} that names both; Python would return garbage. The byte
 *       order, the width of texts and the unit of times are part of the type.
 *   <li>{@code delete}, {@code pop} and {@code drop} take the type with the data. Python's {@code delete} forgets the
 *       data, which then has no type: reading it or appending to it throws a {@link io.partd.CorruptDataException}, and
 *       deleting it helps.
 *   <li>The value of an absent key is an array of no elements of {@code <f8}, NumPy's own default. If a type is all
 *       that was stored, as Python does before the data, it is of that one; {@code keys} does not list the key then.
 *   <li>Keys that end in {@code .dtype} are refused with an {@link io.partd.InvalidKeyException}, as they could be the
 *       type of another, and not listed, whatever they hold.
 *   <li>{@code size} counts the bytes of the data, without the type's.
 *   <li>A stream's pieces are whole elements, of at most 1 MiB if an element is no larger; of objects, one append.
 *   <li>The type's text is parsed by {@link DType#of} and never run. Structures are stored by Python as records without
 *       their fields, {@code |V12}, and are so here.
 *   <li>Data that is not a whole number of elements, or not text where it should be, is a
 *       {@link io.partd.CorruptDataException}.
 * </ul>
 *
 * <p><b>All or nothing.</b> An append compares the types in the store's own section, {@link Partd#lock}, and then
 * stores the data and the types that are new as one batch of the store: no reader sees data without its type, of
 * threads that begin a key with different types one wins, and an append that fails has set no type. Where other
 * processes share the store the section keeps them out too; Python's sets the type in a step of its own, before it
 * appends, and does not compare. Reads ask the store for data and types in one call, or in a section.
 *
 * <p><b>Without a copy.</b> {@link NumpyArray#buffer} is what the store returned. Of a log, {@link MappedArrays} hands
 * out the mapped file itself. Neither has a copy to write: an append gives the store the array's bytes.
 */
public final class Numpy implements Layer<Partd<NumpyArray>> {

    private static final Numpy CODEC = new Numpy(StoredArrays.STANDARD);

    private final StoredArrays stored;

    private Numpy(StoredArrays stored) {
        this.stored = stored;
    }

    /** Returns the layer. */
    public static Numpy codec() {
        return CODEC;
    }

    /** Returns a layer that reads pickled objects with this reader, which may allow more names. */
    public static Numpy codec(PickleReader reader) {
        return new Numpy(StoredArrays.reading(reader));
    }

    /**
     * Returns the layer that pickles the objects of a key, unless there are some in MessagePack already. A Python
     * without {@code msgpack} reads no others.
     */
    public Numpy pickled() {
        return new Numpy(stored.pickled());
    }

    @Override
    public Partd<NumpyArray> over(Store store) {
        return new NumpyPartd(store, toString(), stored);
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("numpy");
    }

    /** Returns {@code Numpy}. */
    @Override
    public String toString() {
        return "Numpy";
    }
}
