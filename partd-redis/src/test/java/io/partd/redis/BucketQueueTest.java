package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

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
        RedisAddress address = RedisAddress.of("redis://127.0.0.1:1/queue");
        RedisOptions options = RedisOptions.defaults();
        Nodes nodes = new Nodes(new SingleServer(address.hosts().get(0)), new Dialing(options.settings(address)));
        Lanes lanes = new Lanes(nodes);
        lanes.close();
        queue = new BucketQueue(bucket, lanes);
    }

    private Change change(Script script) throws IOException {
        Change change = new Change(
                script,
                bucket.names(List.of()),
                Sections.NO_SECTION,
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
