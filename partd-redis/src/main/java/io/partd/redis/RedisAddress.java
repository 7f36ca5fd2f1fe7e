package io.partd.redis;

import io.partd.redis.wire.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a dataset is: {@code redis://host:6379/trips} on a server, {@code redis-cluster://host:7000,host:7001/trips} on
 * a cluster, of which any node may be named, several for when one is down. {@code rediss} and {@code rediss-cluster}
 * are the same through TLS. The port is 6379 if there is none; an IPv6 address is put in brackets. There is no password
 * in it. Immutable.
 */
public final class RedisAddress {

    private static final int DEFAULT_PORT = 6379;
    private static final Pattern FORM = Pattern.compile("(rediss?(?:-cluster)?)://([^/?#@]+)/([^?#]*)");
    private static final Pattern HOST = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)\\]|([^:\\[\\]\\s]+))(?::(\\d{1,5}))?");
    private static final Pattern DATASET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");

    private final String scheme;
    private final List<ServerAddress> hosts;
    private final String dataset;

    private RedisAddress(String scheme, List<ServerAddress> hosts, String dataset) {
        this.scheme = scheme;
        this.hosts = hosts;
        this.dataset = dataset;
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message says what is valid
     */
    public static RedisAddress of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + withoutPassword(text)
                    + "' is no address of a dataset; write redis://host:port/dataset, as in redis://127.0.0.1:6379/trips,"
                    + " or redis-cluster://host:port,host:port/dataset");
        }
        List<ServerAddress> hosts = new ArrayList<>();
        for (String host : matcher.group(2).split(",", -1)) {
            hosts.add(host(host, text));
        }
        String scheme = matcher.group(1);
        if (hosts.size() > 1 && !scheme.endsWith("-cluster")) {
            throw new IllegalArgumentException("'" + text + "' names " + hosts.size()
                    + " servers; for those of a cluster write " + scheme + "-cluster://");
        }
        String dataset = matcher.group(3);
        if (!DATASET.matcher(dataset).matches()) {
            throw new IllegalArgumentException("'" + dataset + "' in '" + text + "' is no name of a dataset; it must"
                    + " begin with a letter or digit, and have at most 200 of letters, digits and ._/-");
        }
        return new RedisAddress(scheme, List.copyOf(hosts), dataset);
    }

    private static ServerAddress host(String text, String address) {
        Matcher matcher = HOST.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' in '" + address + "' is no host:port; an IPv6 address is written [::1]:6379");
        }
        int port = matcher.group(3) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(3));
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " in '" + address + "' is not between 1 and 65535");
        }
        return new ServerAddress(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), port);
    }

    /** Returns a text without what stands before the last at sign of its host. */
    static String withoutPassword(String text) {
        return text.replaceFirst("//.*@", "//***@");
    }

    /** Returns the dataset's name. */
    public String dataset() {
        return dataset;
    }

    /** Tells whether it is on a cluster. */
    public boolean isCluster() {
        return scheme.endsWith("-cluster");
    }

    /** Tells whether it is reached through TLS. */
    public boolean isEncrypted() {
        return scheme.startsWith("rediss");
    }

    List<ServerAddress> hosts() {
        return hosts;
    }

    /** Returns it as it is written, with the ports. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme).append("://");
        String before = "";
        for (ServerAddress host : hosts) {
            text.append(before).append(host);
            before = ",";
        }
        return text.append('/').append(dataset).toString();
    }
}
