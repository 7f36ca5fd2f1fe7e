package io.partd.redis;

import io.partd.CodecMemoryContract;
import io.partd.Store;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

final class RedisCodecMemoryTest {

    private static final AtomicInteger DATASETS = new AtomicInteger();

    /** In a dataset of each test's own. */
    abstract static class OnRedis extends CodecMemoryContract {

        private String dataset = "";

        abstract RedisOptions options();

        @BeforeEach
        void name() {
            dataset = "codecs" + DATASETS.incrementAndGet();
        }

        @Override
        protected Store open() throws IOException {
            return RedisStore.open(RedisAddress.of(RedisServer.shared().uri(dataset)), options());
        }
    }

    @Nested
    class InOneBucket extends OnRedis {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults();
        }
    }

    @Nested
    class InManyBuckets extends OnRedis {
        @Override
        RedisOptions options() {
            return RedisOptions.defaults().buckets(7);
        }
    }
}
