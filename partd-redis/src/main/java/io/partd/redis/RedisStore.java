package io.partd.redis;

import io.partd.Guarantee;
import io.partd.Metadata;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.redis.change.Appends;
import io.partd.redis.change.Part;
import io.partd.redis.change.Pipeline;
import io.partd.redis.change.Writes;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.layout.RedisKeys;
import io.partd.redis.read.StoredValue;
import io.partd.redis.read.ValueStream;
import io.partd.redis.read.Values;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import io.partd.redis.wire.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A dataset on a Redis or Valkey server, version 7 or newer, or on a cluster of them.
 *
 * <p><b>Keys</b> are any but the empty one, those with half a surrogate pair, and those of more than 1,048,576
 * characters. Values have no limit but the servers' memory; those of more than 16 MiB are stored as pieces.
 *
 * <p><b>Batches.</b> A dataset is divided into {@linkplain RedisOptions#buckets buckets}. What a batch adds in one
 * bucket is one change; so is what is read, popped or deleted in one. On a single server a dataset has one bucket, and
 * everything is atomic; on a cluster a key's bucket is all that is certain, and {@link #guarantees} says so. A batch of
 * which a part failed there throws a {@link io.partd.PartlyAppendedException}.
 *
 * <p><b>Once.</b> Every change has a number, and the server keeps the last one of each client beside the data, in the
 * same change. A change without an answer is sent again, for as long as the {@linkplain RedisOptions#timeout timeout}
 * lasts and to wherever the data is by then, and is made once, in the order of the calls. What is still unknown when
 * the time is up throws an {@link io.partd.OutcomeUnknownException}. Any other exception says that the call had no
 * effect; but a delete or drop in several buckets may have removed the values of some of them. A server that was
 * restarted, or replaced by a replica, and lacks changes that it had acknowledged, is found out at the next change to
 * the bucket, which throws and has no effect.
 *
 * <p><b>Replicas.</b> With {@linkplain RedisOptions#replicas replicas} a change returns when so many have confirmed it.
 * If fewer do in time, it throws an {@code OutcomeUnknownException} that says so: it is stored, and a fail-over may
 * lose it.
 *
 * <p><b>Sections</b> exclude all other stores on the dataset, of other processes too, as a lease that is renewed by a
 * thread. If this process stands still for longer than the {@linkplain RedisOptions#lease lease}, its section is over,
 * and the server refuses what is still done in it: nobody comes in between unnoticed. But a fail-over that loses the
 * latest changes may lose a section too.
 *
 * <p><b>Pipelining.</b> With a {@linkplain RedisOptions#pipeline pipeline} an append returns when it is on its way. A
 * later call throws what failed, once, and has no effect then itself. Every call but an append waits first until all
 * appends before are answered.
 *
 * <p><b>Codecs.</b> A dataset remembers the codecs of its values, from the first append to the empty dataset until a
 * drop. A handle asks for them before it reads or writes for the first time, and again after a drop by this store. It
 * does not notice that another client drops the dataset and fills it through other codecs.
 *
 * <p><b>Interrupts</b> end a wait for another thread or client, and for what can be tried again; what the server may be
 * carrying out waits for its answer, and the interrupt status stays set.
 *
 * <p>While a cluster moves a slot, calls for its keys wait until it has arrived.
 */
public final class RedisStore implements Store {

    /** How much comes at once when several values are read; what is longer comes block by block. */
    private static final long MOST_AT_ONCE = 8 << 20;

    private final RedisAddress address;
    private final RedisOptions options;
    private final Set<Guarantee> guarantees;
    private final Calls calls;
    private final Writes writes;
    private final Values values;
    private final Appends appends;
    private final Pops pops;
    private final KeyIndex index;
    private final Pipeline pipeline;
    private final Sections sections;
    private final Layout layout;
    private final DatasetMetadata metadata;
    private final Uses uses;

    RedisStore(
            RedisAddress address, RedisOptions options, Nodes nodes, Calls calls, Layout layout, Set<Guarantee> more) {
        this.address = address;
        this.options = options;
        this.layout = layout;
        this.calls = calls;
        guarantees = more;
        writes = new Writes(nodes, layout);
        values = new Values(layout, calls, options.timeout());
        pipeline = new Pipeline(options.pipeline().bytes(), address);
        appends = new Appends(layout, calls, writes, options.timeout(), pipeline);
        pops = new Pops(layout, writes, values, appends, options.timeout());
        index = new KeyIndex(layout, calls, writes);
        metadata = new DatasetMetadata(layout, calls, options.replicas(), index);
        sections = new Sections(layout, calls, options, address);
        uses = new Uses(() -> {
            writes.close();
            nodes.close();
        });
    }

    /** Makes another handle, on the same connections. */
    private RedisStore(RedisStore same, DatasetMetadata metadata) {
        address = same.address;
        options = same.options;
        guarantees = same.guarantees;
        calls = same.calls;
        writes = same.writes;
        values = same.values;
        appends = same.appends;
        pops = same.pops;
        index = same.index;
        pipeline = same.pipeline;
        sections = same.sections;
        layout = same.layout;
        uses = same.uses;
        this.metadata = metadata;
    }

    /**
     * Connects to a dataset, with the {@linkplain RedisOptions#defaults default options}.
     *
     * @throws java.net.ConnectException if no server is there
     * @throws IOException if it does not admit us, or is not of the kind that the address says
     */
    public static RedisStore open(RedisAddress address) throws IOException {
        return open(address, RedisOptions.defaults());
    }

    /**
     * Connects to a dataset, and makes it if it is not there.
     *
     * @throws java.net.ConnectException if no server is there
     * @throws IOException if it does not admit us, is not of the kind that the address says, or would throw data away
     *     when its memory is full; or if the dataset is of another version
     */
    public static RedisStore open(RedisAddress address, RedisOptions options) throws IOException {
        return new Opening(address, options).open();
    }

    /** Returns where the dataset is. */
    public RedisAddress address() {
        return address;
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        List<Part> parts = appends.parts(batch);
        call((token, deadline) -> {
            if (!parts.isEmpty()) {
                metadata.agreeOnCodecs(this, token, deadline);
            }
            appends.append(parts, token, deadline);
            return true;
        });
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        List<String> checked = RedisKeys.checked(keys);
        return finished((token, deadline) -> {
            metadata.requireCodecs(this, token, deadline);
            Map<String, StoredValue> found = values.find(checked, token, Text.unique(), MOST_AT_ONCE, deadline);
            try {
                Set<String> given = new HashSet<>();
                List<byte[]> all = new ArrayList<>(checked.size());
                for (String key : checked) {
                    StoredValue value = Objects.requireNonNull(found.get(key));
                    byte[] bytes = values.array(value, deadline);
                    all.add(given.add(key) ? bytes : bytes.clone());
                }
                return all;
            } finally {
                values.release(found.values());
            }
        });
    }

    /**
     * Opens a value for reading, piece by piece. Any number may be open at once. What is deleted meanwhile can still be
     * read, as long as no more than a minute goes by between two reads of a block of 1 MiB; after that a read fails.
     * Each read waits for the timeout at most.
     */
    @Override
    public InputStream open(String key) throws IOException {
        RedisKeys.check(key);
        requireUse();
        boolean opened = false;
        try {
            StoredValue value = finished((token, deadline) -> {
                metadata.requireCodecs(this, token, deadline);
                return Objects.requireNonNull(values.find(List.of(key), token, Text.unique(), Values.BLOCK, deadline)
                        .get(key));
            });
            opened = true;
            return new ValueStream(values, value, uses::end);
        } finally {
            if (!opened) {
                uses.end();
            }
        }
    }

    /**
     * Returns the values of several keys and deletes them, as one atomic step in each bucket. If that fails in one,
     * what was popped of others is put back, unless something was appended meanwhile; the message names those keys
     * then.
     */
    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        List<String> checked = RedisKeys.distinct(keys);
        return finished((token, deadline) -> {
            metadata.requireCodecs(this, token, deadline);
            Map<String, byte[]> popped = pops.pop(checked, token, deadline);
            return checked.stream()
                    .map(key -> Objects.requireNonNull(popped.get(key)))
                    .toList();
        });
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        RedisKeys.check(key);
        Objects.requireNonNull(value, "value");
        List<Part> parts = appends.parts(Map.of(key, List.of(ByteBuffer.wrap(value))));
        return finished((token, deadline) -> {
            if (parts.isEmpty()) {
                return false;
            }
            metadata.agreeOnCodecs(this, token, deadline);
            return appends.iset(parts.get(0), token, deadline);
        });
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        Map<Bucket, Set<String>> byBucket = new LinkedHashMap<>();
        for (String key : RedisKeys.checked(keys)) {
            byBucket.computeIfAbsent(layout.of(RedisKeys.encode(key)), bucket -> new HashSet<>())
                    .add(key);
        }
        finished((token, deadline) -> {
            List<Writes.Sent> all = new ArrayList<>();
            List<List<String>> names = new ArrayList<>();
            for (Map.Entry<Bucket, Set<String>> each : byBucket.entrySet()) {
                List<String> some = List.copyOf(each.getValue());
                List<byte[]> encoded = some.stream().map(RedisKeys::encode).toList();
                names.add(some);
                all.add(writes.send(
                        Script.DELETE,
                        each.getKey(),
                        encoded,
                        token,
                        List.of(),
                        deadline,
                        "delete of " + some.size() + " keys"));
            }
            writes.await(all);
            for (int i = 0; i < all.size(); i++) {
                Writes.result(all.get(i).change(), names.get(i));
            }
            return true;
        });
    }

    /**
     * Returns the keys that have a value. If a bucket has more than 20,000, they are read in a section, so that others
     * wait meanwhile, but the server does not.
     */
    @Override
    public SortedSet<String> keys() throws IOException {
        Optional<SortedSet<String>> keys = finished(index::list);
        if (keys.isPresent()) {
            return keys.get();
        }
        Section section = lock();
        try {
            return finished(index::listInSection);
        } finally {
            section.close();
        }
    }

    @Override
    public long size(String key) throws IOException {
        RedisKeys.check(key);
        byte[] name = RedisKeys.encode(key);
        return finished((token, deadline) -> Values.checked(
                        calls.call(layout.of(name).reading(Script.SIZE, token, List.of(name), List.of()), deadline),
                        List.of(key))
                .number(0));
    }

    /** Checks the keys, and with the server that the codecs over this handle are the dataset's. */
    @Override
    public void claim(Collection<String> keys) throws IOException {
        RedisKeys.checked(keys);
        call((token, deadline) -> {
            metadata.agreeOnCodecs(this, token, deadline);
            return true;
        });
    }

    @Override
    public RedisStore encodedBy(String codec) {
        return new RedisStore(this, metadata.encodedBy(codec));
    }

    @Override
    public RedisStore raw() {
        return new RedisStore(this, metadata.raw());
    }

    @Override
    public Optional<Metadata> metadata() {
        return Optional.of(new Metadata() {
            @Override
            public SortedMap<String, byte[]> entries() throws IOException {
                return finished((token, deadline) -> metadata.entries(deadline));
            }

            @Override
            public boolean putIfAbsent(String name, byte[] value) throws IOException {
                Metadata.requireValid(name, value);
                return finished((token, deadline) -> metadata.putIfAbsent(name, value, deadline));
            }
        });
    }

    /**
     * Removes this dataset's values, and has it forget its metadata. If a bucket has more than 1,000, that is done in a
     * section, so that others wait.
     */
    @Override
    public void drop() throws IOException {
        if (!finished(index::removeFew)) {
            Section section = lock();
            try {
                finished((token, deadline) -> {
                    index.removeInSection(token, deadline);
                    return true;
                });
            } finally {
                section.close();
            }
        }
        finished((token, deadline) -> {
            metadata.forget(deadline);
            return true;
        });
    }

    /** Has no effect: values are as they should be. */
    @Override
    public void compact() throws IOException {
        requireUse();
        uses.end();
    }

    /** Waits until all appends of a pipeline are stored. */
    @Override
    public void flush() throws IOException {
        finished((token, deadline) -> true);
    }

    @Override
    public Section lock() throws IOException {
        Duration patience = options.timeout();
        return tryLock(patience)
                .orElseThrow(() -> Waiting.timedOut(
                        new Deadline(patience), "the section of another client or thread at " + address, null));
    }

    /**
     * Begins a section as {@link #lock} does, if others leave the dataset in time; a timeout longer than that of other
     * calls counts as theirs. What is asked of the server may take as long as in any other call.
     */
    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        requireUse();
        Optional<Section> section = Optional.empty();
        try {
            boolean longer = timeout.compareTo(options.timeout()) > 0;
            Deadline patience = new Deadline(longer ? options.timeout() : timeout);
            Deadline deadline = new Deadline(options.timeout());
            finish(deadline);
            section = sections.tryBegin(patience, deadline, new Sections.AtEnd() {
                @Override
                public void before() throws IOException {
                    finish(new Deadline(options.timeout()));
                }

                @Override
                public void after() {
                    uses.end();
                }
            });
            return section;
        } finally {
            if (section.isEmpty()) {
                uses.end();
            }
        }
    }

    @Override
    public Set<Guarantee> guarantees() {
        return EnumSet.copyOf(guarantees);
    }

    @Override
    public void close() throws IOException {
        if (!uses.close()) {
            return;
        }
        try {
            finish(new Deadline(options.timeout()));
            forget();
        } finally {
            uses.end();
        }
    }

    /** What the server keeps to know our changes by takes little, and goes by itself after a while. */
    private void forget() {
        Duration most = Duration.ofSeconds(1);
        try {
            writes.forget(calls, new Deadline(options.timeout().compareTo(most) < 0 ? options.timeout() : most));
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public String toString() {
        return "Redis(" + address + ")";
    }

    /** What a call does with the token of the section that it is in. */
    @FunctionalInterface
    private interface Work<R> {
        R with(byte[] token, Deadline deadline) throws IOException;
    }

    /** Does what needs all earlier appends to be done. */
    private <R> R finished(Work<R> work) throws IOException {
        return call((token, deadline) -> {
            finish(deadline);
            return work.with(token, deadline);
        });
    }

    private <R> R call(Work<R> work) throws IOException {
        requireUse();
        try {
            Deadline deadline = new Deadline(options.timeout());
            byte[] token = sections.enter(deadline);
            try {
                return work.with(token, deadline);
            } finally {
                sections.leave();
            }
        } finally {
            uses.end();
        }
    }

    private void finish(Deadline deadline) throws IOException {
        if (options.pipeline().bytes() > 0) {
            pipeline.finish(deadline);
        }
    }

    private void requireUse() throws StoreClosedException {
        if (!uses.begin()) {
            throw new StoreClosedException(this);
        }
    }
}
