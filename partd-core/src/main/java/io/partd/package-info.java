/**
 * The contract: what a partd promises, whatever it is made of.
 *
 * <p>A partd is a map from keys to bytes whose one ordinary write is <em>append</em>. {@link Partd} is the interface
 * callers hold; {@link Store} is a partd of raw bytes with the byte-level methods on top, and what layers are put over.
 * Data flows one way:
 *
 * <pre>caller → Partd&lt;V&gt; → codec layers → Store → buffer → log | file | memory</pre>
 *
 * <ul>
 *   <li>Start at {@link Partd#log}, the store to use for a new dataset, at {@link Partd#file}, which shares its
 *       directory with Python, at {@link Partd#memory} or {@link Partd#open}.
 *   <li>{@code io.partd.log}, {@code io.partd.file} and {@code io.partd.memory} hold the stores.
 *   <li>{@code io.partd.buffer} puts memory in front of a store, {@code io.partd.codec} encodes what goes into it; both
 *       are a {@link Layer}, put on with {@link Store#with}.
 *   <li>{@code io.partd.shuffle} groups records by key into the partitions of any store.
 *   <li>A further kind of store plugs in as a {@link StoreProvider}; {@link ForwardingStore} is the base for
 *       decorators.
 * </ul>
 */
@NullMarked
package io.partd;

import org.jspecify.annotations.NullMarked;
