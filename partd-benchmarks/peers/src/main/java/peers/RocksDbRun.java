package peers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB's merge, timed as StoreRun does: {@code KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS ROUNDS FOLDER}. */
public final class RocksDbRun {

    private static final int POOL = 32_000_000;

    private final List<byte[]> names = new ArrayList<>();
    private final byte[][] values;
    private final int keysPerAppend;
    private final int appends;

    private RocksDbRun(int keys, int keysPerAppend, int valueBytes, int appends) {
        this.keysPerAppend = keysPerAppend;
        this.appends = appends;
        for (int key = 0; key < keys; key++) {
            names.add(("key-" + key).getBytes(StandardCharsets.UTF_8));
        }
        values = new byte[Math.max(1, POOL / (keys * valueBytes)) * keys][valueBytes];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(values[i], (byte) (i / keys));
        }
    }

    /** Appends by merging, without a write-ahead log, then reads every key back. */
    public static void main(String[] args) throws Exception {
        int[] numbers = Arrays.stream(args, 0, 5).mapToInt(Integer::parseInt).toArray();
        RocksDB.loadLibrary();
        RocksDbRun run = new RocksDbRun(numbers[0], numbers[1], numbers[2], numbers[3]);
        for (int round = 1; round <= numbers[4]; round++) {
            Path folder = Files.createDirectories(Path.of(args[5], Integer.toString(round)));
            System.out.println(round + " " + run.time(folder));
        }
    }

    private String time(Path folder) throws RocksDBException {
        try (StringAppendOperator joined = new StringAppendOperator("");
                Options options = new Options()
                        .setCreateIfMissing(true)
                        .setMergeOperator(joined)
                        .setCompressionType(CompressionType.NO_COMPRESSION);
                WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
                RocksDB store = RocksDB.open(options, folder.toString())) {
            long start = System.nanoTime();
            long state = 42;
            for (int i = 0; i < appends; i++) {
                state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
                int first = (int) ((state >> 8) % (values.length / keysPerAppend)) * keysPerAppend;
                try (WriteBatch batch = new WriteBatch()) {
                    for (int value = first; value < first + keysPerAppend; value++) {
                        batch.merge(names.get(value % names.size()), values[value]);
                    }
                    store.write(unlogged, batch);
                }
            }
            long middle = System.nanoTime();
            long read = 0;
            for (byte[] name : names) {
                byte[] found = store.get(name);
                read += found == null ? 0 : found.length;
            }
            long end = System.nanoTime();
            long expected = (long) appends * keysPerAppend * values[0].length;
            if (read != expected) {
                throw new IllegalStateException("appended " + expected + " bytes and read " + read);
            }
            return (middle - start) / 1e9 + " " + (end - middle) / 1e9;
        }
    }
}
