/**
 * Lists in MessagePack, with Python partd's fall-back to pickle: {@link io.partd.codecs.msgpack.Msgpack}.
 *
 * <table>
 * <caption>MessagePack's types and ours</caption>
 * <tr><th>MessagePack</th><th>read as</th><th>also written from</th></tr>
 * <tr><td>nil, bool</td><td>null, Boolean</td><td></td></tr>
 * <tr><td>int</td><td>Long, or BigInteger from 2<sup>63</sup> on</td><td>Integer, Short, Byte</td></tr>
 * <tr><td>float</td><td>Double</td><td>Float, as 64 bits</td></tr>
 * <tr><td>str</td><td>String</td><td></td></tr>
 * <tr><td>bin</td><td>byte[]; BytesKey as key of a map</td><td>ByteBuffer, as Python does with a bytearray</td></tr>
 * <tr><td>array</td><td>ArrayList</td><td>every List; Tuple, as Python does</td></tr>
 * <tr><td>map</td><td>LinkedHashMap</td><td>every Map whose keys are texts or bytes</td></tr>
 * <tr><td>ext of type -1, a timestamp</td><td>Instant</td><td></td></tr>
 * <tr><td>other ext</td><td>{@link io.partd.codecs.msgpack.Extension}</td><td></td></tr>
 * </table>
 */
@NullMarked
package io.partd.codecs.msgpack;

import org.jspecify.annotations.NullMarked;
