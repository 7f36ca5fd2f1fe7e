package peers;

import io.partd.benchmarks.Candidate;
import io.partd.benchmarks.Rounds;
import io.partd.benchmarks.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB's merge, without a write-ahead log. */
public final class RocksDbRun implements Candidate {

    private final StringAppendOperator joined = new StringAppendOperator("");
    private final Options options = new Options()
            .setCreateIfMissing(true)
            .setMergeOperator(joined)
            .setCompressionType(CompressionType.NO_COMPRESSION);
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final RocksDB store;

    private RocksDbRun(Path directory, Workload workload) throws IOException {
        Files.createDirectories(directory);
        try {
            store = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Times it: see {@link Rounds#run}. */
    public static void main(String[] args) throws IOException {
        RocksDB.loadLibrary();
        Rounds.run(RocksDbRun::new, args);
    }

    @Override
    public void append(Map<String, byte[]> values) throws IOException {
        try (WriteBatch batch = new WriteBatch()) {
            for (Map.Entry<String, byte[]> entry : values.entrySet()) {
                batch.merge(bytes(entry.getKey()), entry.getValue());
            }
            store.write(unlogged, batch);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        try {
            byte[] found = store.get(bytes(key));
            return found == null ? new byte[0] : found;
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        store.close();
        unlogged.close();
        options.close();
        joined.close();
    }
}
