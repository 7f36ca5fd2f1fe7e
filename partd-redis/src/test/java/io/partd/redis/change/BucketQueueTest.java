package io.partd.redis.change;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.redis.layout.Bucket;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Dialing;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.ServerAddress;
import io.partd.redis.wire.Settings;
import io.partd.redis.wire.SingleServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The changes of a bucket, without a server: what would be sent to one is not. */
final class BucketQueueTest {

    private final Bucket bucket = new Bucket("queue", 0);
    private BucketQueue queue;

    @BeforeEach
    void make() throws IOException {
        Settings settings = new Settings(Duration.ofMinutes(1), 0, 1, null, null, null);
        Nodes nodes = new Nodes(new SingleServer(new ServerAddress("127.0.0.1", 1)), new Dialing(settings));
        Lanes lanes = new Lanes(nodes);
        lanes.close();
        queue = new BucketQueue(bucket, lanes);
    }

    private Change change(Script script) throws IOException {
        Change change = new Change(
                script,
                bucket.names(List.of()),
                new byte[0],
                List.of(),
                new Deadline(Duration.ofMinutes(1)),
                script.name(),
                done -> {});
        queue.add(change);
        return change;
    }

    private static List<Object> done(String outcome) {
        return List.of("DONE".getBytes(US_ASCII), outcome.getBytes(US_ASCII));
    }

    /** Who gives up while the server is asked what was done leaves the others their own outcomes. */
    @Test
    void whatBecameOfAChangeIsNotSaidOfAnother() throws IOException {
        Change append = change(Script.APPEND);
        Change pop = change(Script.POP);
        assertThat(queue.begin(1 << 20)).containsExactly(append, pop);
        queue.doubt();
        Call fence = queue.fenceCall();
        assertThat(fence.arguments()).hasSize(3);
        assertThat(queue.abandon(append)).isFalse();
        queue.fenced(new Answer("OK", List.of(2L, List.of(done(""), done("popped")))));
        assertThat(pop.result().text(0)).isEqualTo("popped");
    }
}
