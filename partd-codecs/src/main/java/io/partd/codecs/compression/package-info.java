/**
 * Compression: byte codecs to put over a store, as in {@code store.with(Snappy.codec())}. Each piece that is appended
 * is compressed by itself.
 *
 * <ul>
 *   <li>{@link io.partd.codecs.compression.Bz2}, {@link io.partd.codecs.compression.Snappy} and
 *       {@link io.partd.codecs.compression.Blosc} are what Python's partd has too, beside {@link io.partd.codec.Zlib},
 *       which is in the core.
 *   <li>{@link io.partd.codecs.compression.Zstd} and {@link io.partd.codecs.compression.Lz4} write what the commands of
 *       those names read.
 * </ul>
 *
 * <p>All refuse what claims to be, or turns out, larger than a bound: 1 GiB, unless {@code atMost} sets another.
 */
@NullMarked
package io.partd.codecs.compression;

import org.jspecify.annotations.NullMarked;
