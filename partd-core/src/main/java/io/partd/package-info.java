/**
 * An appendable key-value store for shuffles: many writers append small pieces to many keys, and later a reader gets
 * the whole value of each key, in the order of the appends.
 *
 * <h2>Where to start</h2>
 *
 * <p>Open a log, append to it, and read it back. {@link Partd#log} is the store to use for a new dataset: one
 * append-only log with checksums, which survives crashes.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory)) {
 *     trips.append("oslo", fjord);
 *     trips.append(Map.of("oslo", museum, "bern", oldTown)); // one batch: readers see all of it or nothing
 *     byte[] oslo = trips.get("oslo"); // fjord, then museum
 * }
 * }</pre>
 *
 * <p>{@link Partd} is the interface that every dataset implements, and states what all of them promise. {@link Store}
 * is a partd of raw bytes. Besides the log there are:
 *
 * <ul>
 *   <li>{@link Partd#file}, a directory with one file for each key, which Python's partd and other programs can read;
 *   <li>{@link Partd#memory}, on the heap;
 *   <li>{@link Partd#client}, a store that another process serves, with the module {@code partd-zmq};
 *   <li>{@link Partd#open}, any store by its URI. A {@link StoreProvider} adds a kind of store.
 * </ul>
 *
 * <p>{@code io.partd.log}, {@code io.partd.file} and {@code io.partd.memory} hold these stores. They differ in what
 * they promise beyond the laws of {@link Partd}: {@link Partd#guarantees} returns a set of {@link Guarantee}.
 *
 * <h2>Layers</h2>
 *
 * <p>A {@link Layer} is a decorator that {@link Store#with} puts over a store, from the storage outward. Data flows one
 * way:
 *
 * <pre>caller → typed values → buffer → compression → log | file | memory | client</pre>
 *
 * <p>{@code io.partd.codec} compresses and encodes, {@code io.partd.buffer} holds appends in memory. Put the buffer
 * over the compression: the codec then compresses what the buffer spills, instead of each small append. What a buffer
 * holds is lost if the process is killed before a flush.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"))) {
 *     trips.append("oslo", fjord);
 *     trips.flush(); // now in the log
 * }
 * }</pre>
 *
 * <h2>Typed values</h2>
 *
 * <p>An {@code ItemCodec} makes a partd of a program's own type: each item is encoded for itself, and {@code get}
 * returns a list of items. A {@code Codec} joins values in another way, for instance by adding them.
 *
 * <pre>{@code
 * try (ItemPartd<Trip> typed = Partd.log(other).with(new TripCodec())) {
 *     typed.add("oslo", new Trip("oslo", 7.50));
 *     List<Trip> oslo = typed.get("oslo");
 * }
 * }</pre>
 *
 * <h2>Batches</h2>
 *
 * <p>A batch costs a log as much as one append. A {@link BatchWriter} gathers small appends and writes them in batches.
 *
 * <pre>{@code
 * try (BatchWriter<byte[]> writer = trips.batchWriter(ByteSize.of("16m"))) { // one for each thread
 *     for (String line : lines) {
 *         String city = line.substring(0, line.indexOf(','));
 *         writer.append(city, (line + "\n").getBytes(UTF_8));
 *     }
 * } // all of it is appended
 * }</pre>
 *
 * <h2>Reading</h2>
 *
 * <p>{@link Partd#get} returns a whole value, or the values of several keys as of one moment. {@link Store#open} and
 * {@link Partd#stream} read a value of any size, as of the call. {@link Partd#keys()} lists the keys, and
 * {@link Partd#pop} reads and deletes in one step.
 *
 * <pre>{@code
 * for (String city : trips.keys()) {
 *     try (InputStream in = trips.open(city)) {
 *         in.transferTo(out);
 *     }
 * }
 * }</pre>
 *
 * <h2>Sections</h2>
 *
 * <p>Every call is atomic by itself. {@link Partd#lock} begins a {@link Section}, which makes several calls one step:
 * other threads wait, and other processes too where the store is shared.
 *
 * <pre>{@code
 * try (Section section = trips.lock()) { // other threads and processes wait
 *     if (trips.size("oslo") > 1_000_000) {
 *         trips.delete("oslo");
 *     }
 * }
 * }</pre>
 *
 * <h2>Shuffling</h2>
 *
 * <p>{@code io.partd.shuffle} groups the records of text files by key into the partitions of any store, in bounded
 * memory.
 *
 * <pre>{@code
 * try (Store parts = Partd.file(output)) {
 *     Shuffle.of(DelimitedFormat.csv(Column.of("state")), Partitioners.hash(64, ".csv"))
 *             .run(List.of(Source.file(input)), parts);
 * }
 * }</pre>
 *
 * <h2>Errors</h2>
 *
 * <p>Storage fails with an {@link java.io.IOException}, and a call that throws had no effect, with two exceptions:
 *
 * <ul>
 *   <li>{@link OutcomeUnknownException}: it is unknown whether the change is stored. Compare before you append again.
 *   <li>{@link PartlyAppendedException}: some keys have their part, in a store without
 *       {@link Guarantee#ATOMIC_BATCHES}.
 * </ul>
 *
 * <p>{@link InvalidKeyException} says that a store cannot hold a key, {@link CorruptDataException} that stored data is
 * damaged, and {@link StoreClosedException} that a handle was closed. Wrong arguments are an
 * {@link IllegalArgumentException}, whose message says what is valid.
 *
 * <h2>Extending</h2>
 *
 * <p>{@link ForwardingStore} is the base class for decorators of stores, and {@link ForwardingPartd} for partds of
 * values.
 */
@NullMarked
package io.partd;

import org.jspecify.annotations.NullMarked;
