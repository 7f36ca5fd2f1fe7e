/**
 * Python's pickles, read and written without Python: {@link io.partd.codecs.pickle.Pickle} is the codec,
 * {@link io.partd.codecs.pickle.PickleReader} and {@link io.partd.codecs.pickle.PickleWriter} work on single pickles.
 *
 * <p>A pickle is a program for a small stack machine. The reader runs protocols 0 to 5 (PEP 307, PEP 3154, PEP 574;
 * each opcode is described in Python's {@code pickletools}). What a pickle names is looked up in
 * {@link io.partd.codecs.pickle.Globals}, a list of names that are allowed, and nowhere else: no class is loaded, no
 * Java object made by reflection. Another module can add names.
 *
 * <table>
 * <caption>Python's types and ours; what is read can be written again, except NumPy's</caption>
 * <tr><th>Python</th><th>read as</th><th>also written from</th></tr>
 * <tr><td>None, bool</td><td>null, Boolean</td><td></td></tr>
 * <tr><td>int</td><td>Long, or BigInteger if it does not fit</td><td>Integer, Short, Byte</td></tr>
 * <tr><td>float</td><td>Double</td><td>Float</td></tr>
 * <tr><td>complex</td><td>{@link io.partd.codecs.pickle.Complex}</td><td></td></tr>
 * <tr><td>str</td><td>String, lone surrogates kept</td><td></td></tr>
 * <tr><td>bytes</td><td>byte[]; {@link io.partd.codecs.pickle.BytesKey} as key of a dict or member of a set</td>
 *     <td></td></tr>
 * <tr><td>bytearray</td><td>ByteBuffer over an array</td><td></td></tr>
 * <tr><td>list, deque</td><td>ArrayList; a deque's limit is dropped</td><td>every List, as list</td></tr>
 * <tr><td>tuple</td><td>{@link io.partd.codecs.pickle.Tuple}</td><td></td></tr>
 * <tr><td>dict, OrderedDict, defaultdict, Counter</td><td>LinkedHashMap</td><td>every Map, as dict</td></tr>
 * <tr><td>set</td><td>LinkedHashSet</td><td>every other Set</td></tr>
 * <tr><td>frozenset</td><td>{@link io.partd.codecs.pickle.FrozenSet}</td><td></td></tr>
 * <tr><td>range, slice</td><td>{@link io.partd.codecs.pickle.Range}, {@link io.partd.codecs.pickle.Slice}</td>
 *     <td></td></tr>
 * <tr><td>Decimal</td><td>BigDecimal; {@link io.partd.codecs.pickle.SpecialDecimal} for NaN, the infinities, -0</td>
 *     <td></td></tr>
 * <tr><td>uuid.UUID</td><td>UUID</td><td></td></tr>
 * <tr><td>date, time, timedelta</td><td>LocalDate, LocalTime, Duration</td><td></td></tr>
 * <tr><td>datetime</td><td>LocalDateTime; OffsetDateTime with a timezone, ZonedDateTime with a ZoneInfo</td>
 *     <td>Instant, in UTC</td></tr>
 * <tr><td>timezone, ZoneInfo, zones of pytz</td>
 *     <td>ZoneOffset, ZoneId, {@link io.partd.codecs.pickle.PytzZone}; also ZoneId</td><td></td></tr>
 * <tr><td>numpy arrays and scalars, dtype</td><td>{@link io.partd.codecs.pickle.NumpyValue},
 *     {@link io.partd.codecs.pickle.NumpyDtype}</td><td>not written</td></tr>
 * <tr><td>a class or function that is allowed</td><td>{@link io.partd.codecs.pickle.Global}</td><td></td></tr>
 * </table>
 *
 * <p>In Python {@code 1}, {@code 1.0} and {@code True} are the same key of a dict, in Java three.
 */
@NullMarked
package io.partd.codecs.pickle;

import org.jspecify.annotations.NullMarked;
