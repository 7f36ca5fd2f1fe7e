/**
 * Layers that encode values. Each appended value becomes one frame: its length as 8 bytes, little-endian, then that
 * many bytes of payload. Python partd's encodings use the same frames, so that either language reads what the other
 * wrote with the same codec.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory).with(Zlib.codec())) {
 *     trips.append("oslo", fjord); // compressed
 *     byte[] oslo = trips.get("oslo"); // decompressed
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link io.partd.codec.ItemCodec} encodes items of any type; {@code get} returns a list of them.
 *   <li>{@link io.partd.codec.Codec} encodes values that are joined in another way than lists.
 *   <li>{@link io.partd.codec.ByteCodec} encodes bytes as bytes, as compression does.
 *   <li>{@link io.partd.codec.Zlib} compresses with the JDK; the module {@code partd-codecs} has further codecs.
 *   <li>{@link io.partd.codec.SizeLimit} bounds the memory that a few compressed bytes can claim.
 *   <li>{@link io.partd.codec.Codecs} finds a codec by its name; a {@link io.partd.codec.CodecProvider} adds one.
 * </ul>
 */
@NullMarked
package io.partd.codec;

import org.jspecify.annotations.NullMarked;
