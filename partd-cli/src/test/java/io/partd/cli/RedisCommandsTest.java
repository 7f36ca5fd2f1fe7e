package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import io.partd.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real Redis, a cluster of one node, which has all slots. */
@Timeout(60)
final class RedisCommandsTest {

    private static final String ROWS = "city,fare\nOslo,10\nBern,20\nOslo,30\nLima,5\n";

    private static RedisServer server;

    @TempDir
    private Path directory;

    private String trips;

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start("--cluster-enabled", "yes");
        server.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        long end = System.nanoTime() + 20_000_000_000L;
        while (!server.cli("CLUSTER", "INFO").contains("cluster_state:ok") && System.nanoTime() < end) {
            RedisServer.pause(20);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void empty() throws IOException {
        server.cli("FLUSHALL");
        trips = uri("trips");
    }

    private static String uri(String dataset) {
        return "redis-cluster://" + server.address() + "/" + dataset;
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Result succeeding(Object... words) {
        Result result = Cli.run(words);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result;
    }

    @Test
    void everyCommandTakesIt() throws IOException {
        succeeding("append", trips, "january", file("a", "Ada,Paris\n"));
        succeeding("append", trips, "january", file("b", "Bob,Rome\n"));
        succeeding("iset", trips, "header", file("c", "name,city\n"));
        assertThat(succeeding("get", trips, "header", "january").out()).isEqualTo("name,city\nAda,Paris\nBob,Rome\n");
        assertThat(succeeding("keys", "-l", trips).out()).isEqualTo("10 B  header\n19 B  january\n");
        assertThat(succeeding("stat", trips).outLines())
                .contains("store     Redis(" + trips + ")", "bytes     29 B")
                .anyMatch(line -> line.startsWith("promises  exclusive sections"));
        assertThat(succeeding("verify", trips).out()).isEqualTo("2 keys, 29 B: all can be read\n");
        succeeding("compact", trips);
        succeeding("delete", trips, "header");
        succeeding("drop", trips, "--yes");
        assertThat(succeeding("keys", trips).out()).isEmpty();
        assertThat(Cli.run("get", trips, "january").err()).contains("no value for key 'january' in Redis(" + trips);
    }

    @Test
    void aDatasetIsCopiedThereAndBack() throws IOException {
        Path log = directory.resolve("log");
        succeeding("append", "log:" + log, "k ey", file("a", "v".repeat(3_000_000)));
        succeeding("append", "log:" + log, "{other}", file("b", "w"));
        succeeding("copy", "log:" + log, trips);
        assertThat(Cli.run("copy", "log:" + log, trips).err()).contains("has 2 of the keys already");
        Path back = directory.resolve("back");
        succeeding("copy", trips, "log:" + back);
        assertThat(Files.exists(back)).isTrue();
        assertThat(succeeding("get", "log:" + back, "k ey").out()).isEqualTo("v".repeat(3_000_000));
        succeeding("append", uri("packed"), "k", file("c", "text"), "--codec", "zlib");
        assertThat(succeeding("get", uri("packed"), "k", "--codec", "zlib").out())
                .isEqualTo("text");
    }

    @Test
    void aShuffleSpreadsItsPartitionsOverIt() throws IOException {
        Path input = file("in.csv", ROWS);
        assertThat(succeeding("shuffle", input, "--by", "city", "-n", 4, "--to", trips)
                        .out())
                .contains("4 rows")
                .contains("to 4 partitions in " + trips);
        assertThat(succeeding("get", trips, "part-00003.csv").out())
                .isEqualTo("city,fare\nOslo,10\nBern,20\nOslo,30\n");
        assertThat(Cli.run("shuffle", input, "--by", "city", "-n", 4, "--to", trips)
                        .err())
                .contains("has 4 keys already; choose another dataset, or say --overwrite or --append");
        assertThat(Cli.run("shuffle", input, "--by", "fare", "-n", 4, "--to", trips, "--append")
                        .err())
                .contains("is partitioned by shuffle's 'hash into 4 by city', and not by 'hash into 4 by fare'");
        succeeding("shuffle", input, "--by", "city", "-n", 4, "--to", trips, "--append");
        assertThat(succeeding("get", trips, "part-00001.csv").out()).isEqualTo("city,fare\nLima,5\nLima,5\n");
    }

    @Test
    void aShuffleThatFailsLeavesNothing() throws IOException {
        Path input = file("in.csv", ROWS.repeat(300_000) + "\"a\"b,1\n");
        assertThat(Cli.run("shuffle", input, "--by", "city", "-n", 4, "--memory", "2m", "--to", trips)
                        .err())
                .contains("goes on after its closing quote");
        assertThat(succeeding("keys", trips).out()).isEmpty();
    }

    @Test
    void aShuffleShowsNoPassword() throws IOException {
        Path input = file("in.csv", ROWS);
        server.cli("ACL", "SETUSER", "ada", "on", ">pa55word", "allkeys", "allcommands");
        Result result =
                succeeding("shuffle", input, "--by", "city", "--to", trips.replace("//", "//ada:pa55word@"), "-n", 2);
        assertThat(result.out()).contains("to 2 partitions in redis-cluster://").doesNotContain("pa55word");
    }
}
