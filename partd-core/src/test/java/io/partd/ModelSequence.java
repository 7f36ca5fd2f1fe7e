package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One sequence of random operations on a store, compared step by step with a plain map. Its seed alone replays it. */
public final class ModelSequence {

    private static final int STEPS = 100;
    private static final List<String> KEYS = List.of("a", "b", "c/d", "c/e", "f/g/h", "key with a space", "Z");

    private final String name;
    private final long seed;
    private final Opener opener;
    private final Random random;
    private final Map<String, byte[]> model = new TreeMap<>();
    private final List<String> log = new ArrayList<>();

    /** Opens a handle on the dataset. */
    @FunctionalInterface
    public interface Opener {
        Store open() throws IOException;
    }

    /**
     * Makes a sequence over an empty dataset.
     *
     * @param name what is tested, for the message of a failure
     */
    public ModelSequence(String name, long seed, Opener opener) {
        this.name = name;
        this.seed = seed;
        this.opener = opener;
        random = new Random(seed);
    }

    /** Runs it, and fails with its seed if the store is not as the map is. */
    public void run() throws IOException {
        Store store = opener.open();
        try {
            for (int i = 0; i < STEPS; i++) {
                if (random.nextInt(40) == 0) {
                    log.add("reopen");
                    if (close(store)) {
                        store = opener.open();
                    }
                } else {
                    step(store);
                }
            }
            assertThat(contents(store)).containsExactlyEntriesOf(shown(model));
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError("seed " + seed + " over " + name + ": " + e.getMessage() + "\n" + log, e);
        }
        close(store);
    }

    /** Closes the store, unless that would lose what it cannot write. */
    private boolean close(Store store) throws IOException {
        for (int i = 0; i < 3; i++) {
            try {
                store.flush();
                store.close();
                return true;
            } catch (IOException e) {
                requireInjected(e);
            }
        }
        return false;
    }

    private void step(Store store) throws IOException {
        try {
            operate(store);
        } catch (IOException e) {
            requireInjected(e);
            log.add("failed");
        }
    }

    private void operate(Store store) throws IOException {
        int operation = random.nextInt(100);
        if (operation < 40) {
            append(store);
        } else if (operation < 50) {
            String key = key();
            log.add("get " + key);
            assertThat(store.get(key)).isEqualTo(value(key));
        } else if (operation < 56) {
            List<String> keys = keys();
            log.add("get " + keys);
            assertThat(store.get(keys)).containsExactlyElementsOf(values(keys));
        } else if (operation < 62) {
            String key = key();
            log.add("open " + key);
            read(store, key);
        } else if (operation < 68) {
            List<String> keys = keys().stream().distinct().toList();
            log.add("pop " + keys);
            assertThat(store.pop(keys)).containsExactlyElementsOf(values(keys));
            keys.forEach(model::remove);
        } else if (operation < 76) {
            String key = key();
            byte[] piece = piece();
            log.add("iset " + key + " " + piece.length);
            boolean sets = piece.length > 0 && !model.containsKey(key);
            assertThat(store.iset(key, piece)).isEqualTo(sets);
            if (sets) {
                model.put(key, piece);
            }
        } else if (operation < 81) {
            List<String> keys = keys();
            log.add("delete " + keys);
            store.delete(keys);
            keys.forEach(model::remove);
        } else if (operation < 82) {
            log.add("drop");
            store.drop();
            model.clear();
        } else if (operation < 85) {
            log.add("flush");
            store.flush();
        } else if (operation < 86) {
            log.add("compact");
            store.compact();
        } else if (operation < 92) {
            log.add("keys");
            assertThat(store.keys()).isEqualTo(model.keySet());
        } else if (operation < 96) {
            String key = key();
            log.add("size " + key);
            assertThat(store.size(key) > 0).isEqualTo(model.containsKey(key));
        } else {
            log.add("section");
            Section section = store.lock();
            try {
                append(store);
                String key = key();
                assertThat(store.get(key)).isEqualTo(value(key));
            } finally {
                section.close();
            }
        }
    }

    private void append(Store store) throws IOException {
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            batch.put(key(), piece());
        }
        batch.forEach((key, piece) -> log.add("append " + key + " " + piece.length));
        store.append(batch);
        batch.forEach((key, piece) -> {
            if (piece.length > 0) {
                byte[] before = value(key);
                byte[] after = Arrays.copyOf(before, before.length + piece.length);
                System.arraycopy(piece, 0, after, before.length, piece.length);
                model.put(key, after);
            }
        });
    }

    private void read(Store store, String key) throws IOException {
        if (random.nextBoolean()) {
            try (InputStream in = store.open(key)) {
                assertThat(in.readAllBytes()).isEqualTo(value(key));
            }
        } else {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            try (Stream<byte[]> pieces = store.stream(key)) {
                pieces.forEach(joined::writeBytes);
            }
            assertThat(joined.toByteArray()).isEqualTo(value(key));
        }
    }

    private byte[] piece() {
        int size = random.nextInt(20);
        byte[] piece = new byte[size == 0 ? 0 : size < 16 ? random.nextInt(60) : random.nextInt(2_500)];
        random.nextBytes(piece);
        return piece;
    }

    private String key() {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private List<String> keys() {
        return Stream.generate(this::key).limit(random.nextInt(5)).toList();
    }

    private byte[] value(String key) {
        return model.getOrDefault(key, new byte[0]);
    }

    private List<byte[]> values(List<String> keys) {
        return keys.stream().map(this::value).toList();
    }

    private static Map<String, String> contents(Store store) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String key : store.keys()) {
            contents.put(key, store.get(key));
        }
        return shown(contents);
    }

    private static Map<String, String> shown(Map<String, byte[]> values) {
        Map<String, String> shown = new TreeMap<>();
        values.forEach((key, value) -> shown.put(key, Arrays.toString(value)));
        return shown;
    }

    private static void requireInjected(IOException e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).equals(FailingStore.MESSAGE)) {
                return;
            }
        }
        throw e;
    }
}
