package io.partd.zmq.endurance;

import io.partd.ByteSize;
import io.partd.ForwardingStore;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server in a process of its own: {@code DIRECTORY ADDRESS}, over a log that is written at once, or {@code DIRECTORY
 * ADDRESS BUFFER MESSAGES BYTES_PER_SECOND}, over a buffer of so much, and a log on a disk as slow as that.
 */
final class ServerMain {

    private ServerMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Store store = Partd.log(Path.of(args[0]));
        ServerOptions options = ServerOptions.defaults();
        if (args.length > 2) {
            store = new SlowStore(store, Long.parseLong(args[4])).with(WriteBuffer.of(args[2]));
            options = options.memory(ByteSize.of(args[3]));
        }
        try (PartdServer server = PartdServer.start(store, List.of(Endpoint.of(args[1])), options)) {
            System.out.println(server.endpoints().get(0));
            server.awaitStop();
        }
    }

    /** A store whose appends take as long as a slow disk would. */
    private static final class SlowStore extends ForwardingStore {

        private final long bytesPerSecond;

        SlowStore(Store store, long bytesPerSecond) {
            super(store);
            this.bytesPerSecond = bytesPerSecond;
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            long bytes = batch.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(ByteBuffer::remaining)
                    .sum();
            try {
                Thread.sleep(bytes * 1000 / bytesPerSecond);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            super.appendBuffers(batch);
        }
    }
}
