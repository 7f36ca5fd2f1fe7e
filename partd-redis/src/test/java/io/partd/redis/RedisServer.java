package io.partd.redis;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis or Valkey at a port of the loopback that was free, in a directory of its own, which keeps nothing on the
 * disk unless the options say so. It can be killed and started again at the same port.
 */
public final class RedisServer implements Closeable {

    static final String HOST = "127.0.0.1";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int TRIES = 5;
    private static RedisServer shared;

    private final Path directory;
    private final int port;
    private final List<String> options;

    @Nullable
    private final RedisCertificate certificate;

    private RedisProcess process;

    private RedisServer(Path directory, int port, List<String> options, @Nullable RedisCertificate certificate) {
        this.directory = directory;
        this.port = port;
        this.options = options;
        this.certificate = certificate;
    }

    /** Returns the one that all tests of this JVM share; it is neither to be killed nor to be configured. */
    public static synchronized RedisServer shared() throws IOException {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** Starts one with further options, such as {@code --appendonly yes}, each word by itself. */
    public static RedisServer start(String... options) throws IOException {
        return start(List.of(options), null);
    }

    /** Starts one that speaks TLS and nothing else. */
    static RedisServer startWithTls(RedisCertificate certificate, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "--tls-cert-file", certificate.pem().toString(),
                "--tls-key-file", certificate.keyPem().toString(),
                "--tls-ca-cert-file", certificate.pem().toString(),
                "--tls-auth-clients", "no"));
        words.addAll(List.of(options));
        return start(words, certificate);
    }

    private static RedisServer start(List<String> options, @Nullable RedisCertificate certificate) throws IOException {
        String program = RedisProgram.require();
        for (int tries = 1; ; tries++) {
            // Between now and the server's start another process may take the port.
            List<String> words = new ArrayList<>(options);
            if (options.contains("--cluster-enabled")) {
                // By default it is the port and 10,000, which may be no port at all.
                words.addAll(List.of("--cluster-port", Integer.toString(freePort())));
            }
            RedisServer server =
                    new RedisServer(Files.createTempDirectory("partd-redis-test"), freePort(), words, certificate);
            try {
                server.launch(program);
                return server;
            } catch (IOException e) {
                server.close();
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Returns a port that is free for now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void launch(String program) throws IOException {
        String portOption = certificate == null ? "--port" : "--tls-port";
        List<String> words = new ArrayList<>(List.of(
                "--bind", HOST, "--port", "0", "--dir", directory.toString(), "--logfile", "redis.log", "--save", ""));
        words.addAll(List.of(portOption, Integer.toString(port), "--enable-debug-command", "yes"));
        words.addAll(options);
        process = RedisProcess.start(program, directory, words);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isAnswering()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.close();
                throw new IOException(program + " did not start at port " + port + ":\n" + log());
            }
            pause(10);
        }
    }

    private boolean isAnswering() {
        try {
            return cli("PING").equals("PONG");
        } catch (RedisCommand.ErrorAnswerException e) {
            return e.getMessage().contains("NOAUTH") || e.getMessage().contains("LOADING");
        } catch (IOException e) {
            return false;
        }
    }

    private String log() throws IOException {
        Path log = directory.resolve("redis.log");
        return Files.exists(log) ? Files.readString(log) : "it wrote no log";
    }

    public int port() {
        return port;
    }

    /** Returns {@code host:port}. */
    public String address() {
        return HOST + ":" + port;
    }

    /** Returns the URI of a dataset there. */
    public String uri(String dataset) {
        return (certificate == null ? "redis" : "rediss") + "://" + address() + "/" + dataset;
    }

    /** Carries out a command; returns the answer as text, a line for each element of an array. */
    public String cli(String... command) throws IOException {
        return command().run(command);
    }

    private RedisCommand command() {
        return new RedisCommand(port).trusting(certificate);
    }

    /** Returns the names of what is stored here, those that match a pattern such as {@code *:layout}. */
    List<String> names(String pattern) throws IOException {
        return cli("KEYS", pattern).lines().toList();
    }

    /** Adds a user of ACL rules, such as {@code ~trips:*} and {@code +get}. The default user may go on doing all. */
    void user(String name, String password, String... rules) throws IOException {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", ">" + password));
        words.addAll(List.of(rules));
        cli(words.toArray(String[]::new));
    }

    /** Carries out a command as a user. */
    String cliAs(String name, String password, String... command) throws IOException {
        return command().as(name, password).run(command);
    }

    /** Returns the URI of a dataset for a user. */
    String uri(String name, String password, String dataset) {
        return uri(dataset).replace("://", "://" + name + ":" + password + "@");
    }

    /** Runs a command of the system; returns what it prints. */
    static String output(List<String> words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }

    /** Has it join the cluster of another. */
    void meet(RedisServer other) throws IOException {
        cli("CLUSTER", "MEET", HOST, Integer.toString(other.port), other.clusterPort());
    }

    private String clusterPort() {
        return options.get(options.indexOf("--cluster-port") + 1);
    }

    /** Returns a line of {@code INFO}, such as {@code role}; empty if there is none. */
    String info(String name) throws IOException {
        return Arrays.stream(cli("INFO").split("\r?\n"))
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Kills it with {@code SIGKILL}. */
    void kill() throws IOException {
        process.close();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Starts it again where it was. */
    void restart() throws IOException {
        process.close();
        launch(RedisProgram.require());
    }

    /** Stops it from doing anything, connections and all, until {@link #resume}. */
    public void pause() throws IOException {
        process.signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException {
        process.signal("CONT");
    }

    /** Cuts all connections of clients, but for the one that says so. */
    void cutConnections() throws IOException {
        cli("CLIENT", "KILL", "TYPE", "normal");
    }

    public static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        output(List.of("rm", "-rf", directory.toString()));
    }
}
