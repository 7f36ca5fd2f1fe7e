package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pieces and files with changed bytes: they are read, as what else they may be, or refused, and nothing is taken for
 * lengths that lie. {@code -Dpartd.arrow.seed=42} runs those of one seed, {@code -Dpartd.arrow.pieces} says how many.
 */
@Timeout(300)
@Tag("sampled")
final class ArrowHostileTest {

    private static final int PIECES = Integer.getInteger("partd.arrow.pieces", Sample.times(2_000, 20_000));
    private static final int FILES = PIECES / 10;

    /** The pieces have a few kB. */
    private static final long ENOUGH = 96 << 20;

    private static final long MOST_ROWS = 200;

    @TempDir
    private Path directory;

    private static Iterable<Long> seeds(int count) {
        Long one = Long.getLong("partd.arrow.seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < count; seed++) {
            seeds.add(one == null ? seed : one);
        }
        return one == null ? seeds : List.of(one);
    }

    @Test
    void changedPiecesAreReadOrRefused() throws IOException {
        Map<String, String> words = GoldenTables.words();
        List<String> keys = List.copyOf(words.keySet());
        int refused = 0;
        for (long seed : seeds(PIECES)) {
            Random random = new Random(seed);
            String key = keys.get(random.nextInt(keys.size()));
            byte[] bytes = changed(random, GoldenTables.stored(key), 8);
            try (BufferAllocator allocator = new RootAllocator(ENOUGH);
                    Store store = Partd.memory()) {
                store.append(key, bytes);
                refused += isRefused(key, store.with(ArrowTables.layer(allocator))) ? 1 : 0;
            } catch (IOException | RuntimeException | AssertionError e) {
                fail("seed " + seed + ", " + key, e);
            }
        }
        if (Long.getLong("partd.arrow.seed") == null) {
            assertThat(refused).isBetween(PIECES / 10, PIECES);
        }
    }

    private static boolean isRefused(String key, Partd<Table> tables) throws IOException {
        try (Table table = tables.get(key)) {
            look(table);
            appendAgain(tables, table);
            return false;
        } catch (CorruptDataException e) {
            assertThat(e).hasMessageStartingWith("key '" + key + "', piece ");
            return true;
        } catch (IOException e) {
            // A piece has become one of another type, and the type of all does not have its values.
            assertThat(e)
                    .hasMessageStartingWith("key '" + key + "': column '")
                    .hasMessageContaining(", the type of all tables together, does not have");
            return true;
        }
    }

    /** What was read is as good as anything else: it can be written and read. */
    private static void appendAgain(Partd<Table> tables, Table table) throws IOException {
        tables.append("again", table);
        try (Table again = tables.get("again")) {
            assertThat(again.rowCount()).isEqualTo(table.rowCount());
            look(again);
        }
    }

    private static void look(Table table) {
        for (RecordBatch batch : table.batches()) {
            JavaValues values = JavaValues.of(batch);
            for (int row = 0; row < Math.min(MOST_ROWS, batch.rowCount()); row++) {
                values.row(row);
            }
            if (batch.rowCount() > 0) {
                values.row(batch.rowCount() - 1);
            }
        }
    }

    @Test
    void changedFilesAreReadOrRefused() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String key : GoldenTables.words().keySet()) {
            if (!key.equals("dictionary_ordered")) { // of which a file has one only
                files.add(file(key));
            }
        }
        for (long seed : seeds(FILES)) {
            Random random = new Random(seed);
            Path file = directory.resolve("changed.arrow");
            byte[] bytes = changed(random, files.get(random.nextInt(files.size())), 0);
            Files.write(file, bytes);
            try (BufferAllocator allocator = new RootAllocator(ENOUGH)) {
                readFile(file, allocator);
            } catch (IOException | RuntimeException | AssertionError e) {
                fail("seed " + seed, e);
            }
        }
    }

    private static void readFile(Path file, BufferAllocator allocator) throws IOException {
        try (ArrowReader reader = ArrowFiles.source(file).open(allocator);
                Table table = Table.readAll(reader, allocator)) {
            look(table);
        } catch (CorruptDataException e) {
            assertThat(e).hasMessageStartingWith(file.toString() + ": ");
        }
    }

    private static byte[] file(String key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BufferAllocator allocator = new RootAllocator();
                Store store = Partd.memory()) {
            store.append(key, GoldenTables.stored(key));
            try (Table table = store.with(ArrowTables.layer(allocator)).get(key);
                    TableWriter writer = TableWriter.file(Channels.newChannel(bytes))) {
                writer.write(table);
            }
        }
        return bytes.toByteArray();
    }

    /** Changes some bytes: any, or a number to another one, or cuts some off or out. */
    private static byte[] changed(Random random, byte[] bytes, int from) {
        byte[] changed = bytes.clone();
        ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        long[] lies = {0, 1, -1, 7, 8, changed.length, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1L << 40};
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = from + random.nextInt(changed.length - 8 - from);
            long lie = random.nextInt(4) == 0 ? random.nextLong() : lies[random.nextInt(lies.length)];
            switch (random.nextInt(5)) {
                case 0 -> changed[at] = (byte) random.nextInt();
                case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> buffer.putShort(at & ~1, (short) lie);
                case 3 -> buffer.putInt(at & ~3, (int) lie);
                default -> buffer.putLong(at & ~7, lie);
            }
        }
        if (random.nextInt(20) == 0) {
            return Arrays.copyOf(changed, random.nextInt(changed.length));
        }
        return changed;
    }
}
