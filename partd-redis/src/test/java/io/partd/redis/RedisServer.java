package io.partd.redis;

import io.partd.PythonCommand;
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

/**
 * A real {@code redis-server} at a port of the loopback that was free, in a folder of its own, which keeps nothing on
 * the disk unless the options say so. It can be killed and started again at the same port. Tests are skipped where
 * there is none, or fail if {@code PARTD_INTEROP} is {@code required}.
 */
public final class RedisServer implements Closeable {

    static final String HOST = "127.0.0.1";

    /** What answers begin with that are none; a server that has just been started is loading its data. */
    private static final List<String> FAILURES =
            List.of("ERR", "Error: ", "Could not connect", "NOPERM", "LOADING", "MASTERDOWN", "CLUSTERDOWN");

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int TRIES = 5;
    private static RedisServer shared;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private final List<String> cliOptions;
    private RedisProcess process;

    private RedisServer(Path folder, int port, List<String> options, List<String> cliOptions) {
        this.folder = folder;
        this.port = port;
        this.options = options;
        this.cliOptions = cliOptions;
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
        return start(List.of(options), List.of());
    }

    /** Starts one that speaks TLS and nothing else. */
    static RedisServer startWithTls(RedisCertificate certificate, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "--tls-cert-file", certificate.pem().toString(),
                "--tls-key-file", certificate.keyPem().toString(),
                "--tls-ca-cert-file", certificate.pem().toString(),
                "--tls-auth-clients", "no"));
        words.addAll(List.of(options));
        return start(words, List.of("--tls", "--cacert", certificate.pem().toString()));
    }

    private static RedisServer start(List<String> options, List<String> cliOptions) throws IOException {
        PythonCommand.requireCommand("redis-server");
        PythonCommand.requireCommand("redis-cli");
        for (int tries = 1; ; tries++) {
            // Between now and the server's start another process may take the port.
            List<String> words = new ArrayList<>(options);
            if (options.contains("--cluster-enabled")) {
                // By default it is the port and 10,000, which may be no port at all.
                words.addAll(List.of("--cluster-port", Integer.toString(freePort())));
            }
            RedisServer server =
                    new RedisServer(Files.createTempDirectory("partd-redis-test"), freePort(), words, cliOptions);
            try {
                server.launch();
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

    private void launch() throws IOException {
        String portOption = cliOptions.contains("--tls") ? "--tls-port" : "--port";
        List<String> words = new ArrayList<>(List.of(
                "--bind", HOST, "--port", "0", "--dir", folder.toString(), "--logfile", "redis.log", "--save", ""));
        words.addAll(List.of(portOption, Integer.toString(port), "--enable-debug-command", "yes"));
        words.addAll(options);
        process = RedisProcess.start(folder, words);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isAnswering()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.close();
                throw new IOException("redis-server did not start at port " + port + ":\n" + log());
            }
            pause(10);
        }
    }

    private boolean isAnswering() throws IOException {
        String answer = run("PING");
        return answer.startsWith("PONG") || answer.contains("NOAUTH") || answer.contains("LOADING");
    }

    private String log() throws IOException {
        Path log = folder.resolve("redis.log");
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
        return (cliOptions.isEmpty() ? "redis" : "rediss") + "://" + address() + "/" + dataset;
    }

    /** Carries out a command; returns the answer as {@code redis-cli} prints it, without the last line end. */
    public String cli(String... command) throws IOException {
        String answer = run(command);
        if (FAILURES.stream().anyMatch(answer::startsWith)) {
            throw new IOException(String.join(" ", command) + " at " + address() + ": " + answer);
        }
        return answer;
    }

    /** Adds a user of ACL rules, such as {@code ~trips:*} and {@code +get}. The default user may go on doing all. */
    void user(String name, String password, String... rules) throws IOException {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", ">" + password));
        words.addAll(List.of(rules));
        cli(words.toArray(String[]::new));
    }

    /** Carries out a command as a user; returns the answer, also one that is an error. */
    String cliAs(String name, String password, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("--no-auth-warning", "--user", name, "--pass", password));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    /** Returns the URI of a dataset for a user. */
    String uri(String name, String password, String dataset) {
        return uri(dataset).replace("://", "://" + name + ":" + password + "@");
    }

    private String run(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("redis-cli", "-h", HOST, "-p", Integer.toString(port)));
        words.addAll(cliOptions);
        words.addAll(List.of(command));
        return output(words);
    }

    /** Runs a command of the system; returns what it prints. */
    static String output(List<String> words) throws IOException {
        Process cli = new ProcessBuilder(words).redirectErrorStream(true).start();
        cli.getOutputStream().close();
        return new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
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
        launch();
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
        output(List.of("rm", "-rf", folder.toString()));
    }
}
