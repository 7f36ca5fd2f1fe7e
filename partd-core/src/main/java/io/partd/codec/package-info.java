/**
 * Layers that encode what goes into a store: one appended value becomes one frame, a length of 8 bytes, little-endian,
 * and that many bytes of payload. Python partd's encodings do the same, so that either language reads what the other
 * wrote with the same codec.
 *
 * <ul>
 *   <li>{@link io.partd.codec.Codec} turns values into bytes; over a store it makes a {@link io.partd.Partd} of values.
 *   <li>{@link io.partd.codec.ByteCodec} turns bytes into bytes, as compression does; over a store it makes a store.
 *   <li>{@link io.partd.codec.Zlib} is the one that needs nothing but the JDK.
 *   <li>{@link io.partd.codec.SizeLimit} keeps a few compressed bytes from becoming all the memory there is.
 *   <li>{@link io.partd.codec.Codecs} finds a codec by its name; a {@link io.partd.codec.CodecProvider} adds one.
 * </ul>
 */
@NullMarked
package io.partd.codec;

import org.jspecify.annotations.NullMarked;
