package io.partd.codecs.compression;

/** How {@link Blosc} rearranges the bytes of elements before it compresses them. */
public enum BloscShuffle {

    /** Not at all. */
    NONE,

    /** The first bytes of all elements, then all second bytes, and so on. */
    BYTES,

    /** The first bits of all elements, then all second bits, and so on; slower, better for small ranges of numbers. */
    BITS
}
