package io.partd.redis;

import java.io.IOException;

/** The shared server, for the tests of other packages. */
public final class TestServers {

    private TestServers() {}

    /** Returns the URI of a dataset on it. */
    public static String uri(String dataset) throws IOException {
        return RedisServer.shared().uri(dataset);
    }
}
