package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.buffer.Buffer;
import io.partd.codec.Zlib;
import io.partd.log.SmallLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on each composition, compared step by step with a plain map. A failure names the seed of its
 * sequence; {@code -Dpartd.model.seed=…} runs that one alone. {@code -Dpartd.model.sequences=…} sets how many run per
 * composition.
 */
@Timeout(600)
final class ModelTest {

    private static final int STEPS = 100;
    private static final List<String> KEYS = List.of("a", "b", "c/d", "c/e", "f/g/h", "key with a space", "Z");

    @TempDir
    private Path folder;

    /** What is at the bottom of a composition. */
    enum Bottom {
        MEMORY,
        FILE,
        LOG,
        SMALL_LOG
    }

    /** What is tested, over a store that can be opened again. */
    record Composition(String name, Bottom bottom, UnaryOperator<Store> layers) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Composition> compositions() {
        return Stream.of(
                new Composition("Memory", Bottom.MEMORY, store -> store),
                new Composition("Buffer over memory", Bottom.MEMORY, store -> store.with(Buffer.of("1m"))),
                new Composition("Small buffer over memory", Bottom.MEMORY, store -> store.with(Buffer.of("6k"))),
                new Composition("Tiny buffer over memory", Bottom.MEMORY, store -> store.with(Buffer.of("1800"))),
                new Composition(
                        "Buffer over buffer",
                        Bottom.MEMORY,
                        store -> store.with(Buffer.of("16k")).with(Buffer.of("3k"))),
                new Composition("Zlib over memory", Bottom.MEMORY, store -> store.with(Zlib.codec())),
                new Composition(
                        "Zlib over one byte reads", Bottom.MEMORY, store -> new OneByteStore(store).with(Zlib.codec())),
                new Composition(
                        "Zlib over small buffer",
                        Bottom.MEMORY,
                        store -> store.with(Buffer.of("5k")).with(Zlib.codec())),
                new Composition(
                        "Small buffer over zlib",
                        Bottom.MEMORY,
                        store -> store.with(Zlib.codec()).with(Buffer.of("5k"))),
                new Composition(
                        "Small buffer over failing memory",
                        Bottom.MEMORY,
                        store -> new FailingStore(store, 3).with(Buffer.of("6k"))),
                new Composition(
                        "Zlib over failing memory",
                        Bottom.MEMORY,
                        store -> new FailingStore(store, 7).with(Zlib.codec())),
                new Composition("File", Bottom.FILE, store -> store),
                new Composition("Small buffer over file", Bottom.FILE, store -> store.with(Buffer.of("6k"))),
                new Composition("Zlib over file", Bottom.FILE, store -> store.with(Zlib.codec())),
                new Composition(
                        "Small buffer over zlib over file",
                        Bottom.FILE,
                        store -> store.with(Zlib.codec()).with(Buffer.of("6k"))),
                new Composition(
                        "Zlib over buffer over file",
                        Bottom.FILE,
                        store -> store.with(Buffer.of("20k")).with(Zlib.codec())),
                new Composition("Log", Bottom.LOG, store -> store),
                new Composition("Small buffer over log", Bottom.LOG, store -> store.with(Buffer.of("6k"))),
                new Composition("Log of small segments", Bottom.SMALL_LOG, store -> store),
                new Composition(
                        "Small buffer over log of small segments",
                        Bottom.SMALL_LOG,
                        store -> store.with(Buffer.of("6k"))),
                new Composition(
                        "Zlib over log of small segments", Bottom.SMALL_LOG, store -> store.with(Zlib.codec())));
    }

    @ParameterizedTest
    @MethodSource("compositions")
    void behavesAsAPlainMap(Composition composition) throws IOException {
        Long only = Long.getLong("partd.model.seed");
        int sequences = Integer.getInteger("partd.model.sequences", composition.bottom == Bottom.MEMORY ? 160 : 60);
        for (int i = 0; i < sequences; i++) {
            long seed = only == null ? 1_000L * composition.name().hashCode() + i : only;
            new Sequence(composition, seed).run(folder.resolve("dataset" + i));
        }
    }

    /** One sequence of operations. */
    private static final class Sequence {

        private final Composition composition;
        private final long seed;
        private final Random random;
        private final Map<String, byte[]> model = new TreeMap<>();
        private final List<String> log = new ArrayList<>();

        Sequence(Composition composition, long seed) {
            this.composition = composition;
            this.seed = seed;
            random = new Random(seed);
        }

        void run(Path directory) throws IOException {
            KeptStore kept = composition.bottom == Bottom.MEMORY ? new KeptStore(Partd.memory()) : null;
            Store store = open(kept, directory);
            try {
                for (int i = 0; i < STEPS; i++) {
                    if (random.nextInt(40) == 0) {
                        log.add("reopen");
                        if (close(store)) {
                            store = open(kept, directory);
                        }
                    } else {
                        step(store);
                    }
                }
                assertThat(contents(store)).containsExactlyEntriesOf(shown(model));
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " over " + composition + ": " + e.getMessage() + "\n" + log, e);
            }
            close(store);
        }

        private Store open(@Nullable KeptStore kept, Path directory) throws IOException {
            return composition.layers.apply(
                    switch (composition.bottom) {
                        case MEMORY -> Objects.requireNonNull(kept).handle();
                        case FILE -> Partd.file(directory);
                        case LOG -> Partd.log(directory);
                        case SMALL_LOG -> SmallLog.open(directory);
                    });
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
}
