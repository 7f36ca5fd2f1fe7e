package io.partd.redis.wire;

import org.jspecify.annotations.Nullable;

/** Where a server listens. */
public record ServerAddress(String host, int port) {

    /** Reads {@code host:port}, of which the host may be an IPv6 address; null if it is none. */
    public static @Nullable ServerAddress of(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("\\d{1,5}")) {
            return null;
        }
        return new ServerAddress(text.substring(0, colon), Integer.parseInt(port));
    }

    /** Returns it as an address of a dataset has it, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
