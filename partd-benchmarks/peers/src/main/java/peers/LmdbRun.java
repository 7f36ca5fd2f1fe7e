package peers;

import static org.lmdbjava.DbiFlags.MDB_CREATE;
import static org.lmdbjava.EnvFlags.MDB_NOSYNC;
import static org.lmdbjava.EnvFlags.MDB_WRITEMAP;

import io.partd.benchmarks.Candidate;
import io.partd.benchmarks.Rounds;
import io.partd.benchmarks.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * LMDB, a transaction per append and an entry per piece: its key is ours, a zero byte and the piece's number. How many
 * pieces and bytes a key has was counted while appending.
 */
public final class LmdbRun implements Candidate {

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> pieces;
    private final Map<String, Count> counts = new HashMap<>();
    private final ByteBuffer entryKey = ByteBuffer.allocateDirect(511);

    private LmdbRun(Path directory, Workload workload) throws IOException {
        environment = Env.create()
                .setMapSize((1L << 30) + 4 * workload.bytes())
                .open(Files.createDirectories(directory).toFile(), MDB_NOSYNC, MDB_WRITEMAP);
        pieces = environment.openDbi((String) null, MDB_CREATE);
    }

    /** Times it: see {@link Rounds#run}. */
    public static void main(String[] args) throws IOException {
        Rounds.run(LmdbRun::new, args);
    }

    @Override
    public synchronized void append(Map<String, byte[]> batch) {
        try (Txn<ByteBuffer> transaction = environment.txnWrite()) {
            for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
                byte[] value = entry.getValue();
                Count count = counts.computeIfAbsent(entry.getKey(), key -> new Count());
                pieces.reserve(transaction, entryKey(entry.getKey(), count.pieces), value.length)
                        .put(value);
                count.pieces++;
                count.bytes += value.length;
            }
            transaction.commit();
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        Count count = counts.getOrDefault(key, new Count());
        ByteBuffer value = ByteBuffer.allocate(count.bytes);
        try (Txn<ByteBuffer> transaction = environment.txnRead();
                Cursor<ByteBuffer> cursor = pieces.openCursor(transaction)) {
            boolean found = cursor.get(entryKey(key, 0), GetOp.MDB_SET);
            for (int left = count.pieces; found && left > 0; left--) {
                value.put(cursor.val());
                found = cursor.next();
            }
        }
        if (value.hasRemaining()) {
            throw new IOException(value.remaining() + " bytes of " + key + " were not found");
        }
        return value.array();
    }

    private ByteBuffer entryKey(String key, int piece) {
        return entryKey.clear()
                .put(key.getBytes(StandardCharsets.UTF_8))
                .put((byte) 0)
                .putInt(piece)
                .flip();
    }

    @Override
    public void close() {
        environment.close();
    }

    private static final class Count {

        private int pieces;
        private int bytes;
    }
}
