package io.partd.redis;

import io.partd.ByteSize;
import io.partd.Store;
import io.partd.StoreContract;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** The contract of all stores, kept on a real server and on a real cluster. */
class RedisContractTest {

    private static final AtomicInteger DATASETS = new AtomicInteger();

    /** What every store must do, in a dataset of each test's own. */
    abstract static class OnRedis extends StoreContract {

        private String dataset = "";

        abstract RedisAddress address(String name) throws IOException;

        RedisOptions options() {
            return RedisOptions.defaults();
        }

        @Override
        protected Store make() throws IOException {
            dataset = "contract" + DATASETS.incrementAndGet();
            return open();
        }

        @Override
        protected Store reopen() throws IOException {
            return open();
        }

        private Store open() throws IOException {
            return RedisStore.open(address(dataset), options());
        }

        @Override
        protected String shown() {
            return "Redis\\(redis(-cluster)?://(127\\.0\\.0\\.1:\\d+,?)+/contract\\d+\\)";
        }
    }

    @Nested
    class OnAServer extends OnRedis {
        @Override
        RedisAddress address(String name) throws IOException {
            return RedisAddress.of(RedisServer.shared().uri(name));
        }
    }

    @Nested
    class Pipelined extends OnAServer {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults().pipeline(ByteSize.of("1m"));
        }
    }

    @Nested
    class PipelinedThroughLittle extends OnAServer {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults().pipeline(ByteSize.of("700"));
        }
    }

    @Nested
    class InSeveralBuckets extends OnAServer {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults().buckets(7);
        }
    }

    @Nested
    class OnACluster extends OnRedis {
        @Override
        RedisAddress address(String name) throws IOException {
            return RedisAddress.of(RedisCluster.shared().uri(name));
        }
    }

    @Nested
    class OnAClusterWithReplicas extends OnACluster {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults().replicas(1).buckets(50);
        }
    }

    @Nested
    class OnAClusterPipelined extends OnACluster {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults().pipeline(ByteSize.of("1m")).buckets(1);
        }
    }
}
