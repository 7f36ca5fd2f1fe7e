package io.partd.simulation;

import io.partd.CorruptDataException;
import io.partd.Section;
import io.partd.Store;
import io.partd.history.UniqueValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A thread of a simulated process that uses stores: calls of all kinds, one after the other, by chance. */
final class Client {

    private static final List<String> KEYS = List.of("a", "b", "c", "d/e");
    private static final int LARGE = 2 << 20;

    /** Opens a store that records; the number is that of its directory. */
    @FunctionalInterface
    interface Opening {
        Store open(int directory) throws IOException;
    }

    private final Plan plan;
    private final Scheduler scheduler;
    private final Random random;
    private final UniqueValues values;
    private final Store[] stores;
    private Opening opening;
    private int callsLeft;
    private int largeLeft = 3;

    Client(Plan plan, Scheduler scheduler, UniqueValues values) {
        this.plan = plan;
        this.scheduler = scheduler;
        this.values = values;
        opening = directory -> {
            throw new IllegalStateException("the client does not run");
        };
        random = scheduler.random();
        stores = new Store[plan.directories()];
        callsLeft = plan.calls();
    }

    /** Makes the calls that are left, in another process if the one before was killed. */
    void run(Opening with) {
        opening = with;
        Arrays.fill(stores, null);
        while (callsLeft > 0) {
            callsLeft--;
            attempt(this::call);
            if (random.nextInt(6) == 0) {
                think();
            }
        }
        if (plan.ownHandles()) {
            for (int i = 0; i < stores.length; i++) {
                int directory = i;
                attempt(() -> close(directory));
            }
        }
    }

    /** Lets time pass, often about as long as the engine's threads linger. */
    private void think() {
        long nanos = random.nextBoolean() ? random.nextInt(3_000_000) : 999_000_000 + random.nextInt(2_000_000);
        scheduler.sleep(nanos);
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    /** Makes a call that may fail with an exception of I/O, and with no other. */
    private void attempt(Call call) {
        try {
            call.run();
        } catch (CorruptDataException e) {
            throw new AssertionError("a call found damage: " + e.getMessage(), e);
        } catch (IOException e) {
            scheduler.note("… which failed: " + e.getMessage());
            scheduler.sleep(1 + random.nextInt(5_000_000));
        } catch (OutOfMemoryError e) {
            scheduler.note("… which had no thread");
        } finally {
            SimulatedThread.current().clearInterrupt();
            scheduler.progress();
        }
    }

    private Store store(int directory) throws IOException {
        if (stores[directory] == null) {
            stores[directory] = opening.open(directory);
        }
        return stores[directory];
    }

    private void close(int directory) throws IOException {
        Store store = stores[directory];
        stores[directory] = null;
        if (store != null) {
            store.close();
        }
    }

    private void call() throws IOException {
        int directory = random.nextInt(plan.directories());
        if (plan.ownHandles() && random.nextInt(8) == 0) {
            close(directory);
        }
        Store store = store(directory);
        if (random.nextInt(9) == 0) {
            section(directory, store);
        } else {
            call(store);
        }
    }

    /** Makes a few calls in a section; of two logs always that of the second is the outer one. */
    private void section(int directory, Store store) throws IOException {
        scheduler.note("section");
        Section section = store.lock();
        try {
            for (int i = random.nextInt(3); i >= 0; i--) {
                call(directory == 1 && random.nextBoolean() ? store(0) : store);
            }
        } finally {
            section.close();
        }
    }

    private void call(Store store) throws IOException {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        int kind = random.nextInt(100);
        scheduler.note("call " + kind);
        if (kind < 40) {
            append(store);
        } else if (kind < 52) {
            store.get(some());
        } else if (kind < 58) {
            try (InputStream in = store.open(key)) {
                in.readAllBytes();
            }
        } else if (kind < 61) {
            store.size(key);
        } else if (kind < 64) {
            store.keys();
        } else if (kind < 70) {
            store.iset(key, UniqueValues.value(values.next(size())));
        } else if (kind < 76) {
            store.pop(some());
        } else if (kind < 81) {
            store.delete(some());
        } else if (kind < 84) {
            store.drop();
        } else if (kind < 91) {
            store.compact();
        } else {
            store.flush();
        }
    }

    private void append(Store store) throws IOException {
        Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
        for (String key : some()) {
            batch.put(key, List.of(ByteBuffer.wrap(UniqueValues.value(values.next(size())))));
        }
        store.appendBuffers(batch);
    }

    private List<String> some() {
        List<String> keys = new ArrayList<>(KEYS);
        Collections.shuffle(keys, random);
        return keys.subList(0, 1 + random.nextInt(3));
    }

    private int size() {
        if (plan.large() && largeLeft > 0 && random.nextInt(4) == 0) {
            largeLeft--;
            return LARGE / 2 + random.nextInt(LARGE);
        }
        return UniqueValues.SHORTEST + random.nextInt(random.nextInt(5) == 0 ? 900 : 60);
    }
}
