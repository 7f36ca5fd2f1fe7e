package peers;

import io.partd.benchmarks.Connections;
import io.partd.benchmarks.Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** A client of Redis: an APPEND for each key, pipelined, and their replies read after each batch or after more. */
public final class RedisClient implements Connection {

    /** How many values are asked for at once; the client holds all of them. */
    private static final int GETS = 4;

    private final Jedis server;
    private final Pipeline appends;
    private final int pipeline;
    private final List<Response<Long>> replies = new ArrayList<>();
    private int bytesUnderWay;

    private RedisClient(URI address, int pipeline) {
        server = new Jedis(address.getHost(), address.getPort(), 60_000);
        appends = server.pipelined();
        this.pipeline = pipeline;
    }

    /** Does what {@link Connections#run} says. */
    public static void main(String[] args) throws IOException {
        Connections.run(RedisClient::new, args);
    }

    @Override
    public void append(Map<String, byte[]> batch) {
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            replies.add(appends.append(bytes(entry.getKey()), entry.getValue()));
            bytesUnderWay += entry.getValue().length;
        }
        if (bytesUnderWay >= pipeline) {
            flush();
        }
    }

    @Override
    public void flush() {
        appends.sync();
        replies.forEach(Response::get); // throws if an append failed
        replies.clear();
        bytesUnderWay = 0;
    }

    @Override
    public byte[] get(String key) {
        byte[] found = server.get(bytes(key));
        return found == null ? new byte[0] : found;
    }

    @Override
    public long getAll(List<String> keys) {
        long read = 0;
        for (int i = 0; i < keys.size(); i += GETS) {
            Pipeline gets = server.pipelined();
            List<Response<byte[]>> values = new ArrayList<>();
            for (String key : keys.subList(i, Math.min(i + GETS, keys.size()))) {
                values.add(gets.get(bytes(key)));
            }
            gets.sync();
            for (Response<byte[]> value : values) {
                read += value.get().length;
            }
        }
        return read;
    }

    @Override
    public void drop() {
        server.flushAll();
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
