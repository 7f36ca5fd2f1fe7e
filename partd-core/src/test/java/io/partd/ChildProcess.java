package io.partd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another process, for what only processes can show. What it prints comes back in lines; closing kills it. */
public final class ChildProcess implements AutoCloseable {

    private static final long MINUTES = 5;
    private static final List<Class<?>> LIBRARIES = List.of(
            com.sun.jna.Native.class,
            org.jspecify.annotations.Nullable.class,
            com.dynatrace.hash4j.hashing.Hashing.class);

    private final List<String> command;
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(List<String> command) throws IOException {
        this.command = command;
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a command. */
    public static ChildProcess of(List<String> command) throws IOException {
        return new ChildProcess(List.copyOf(command));
    }

    /** Starts a JVM like this one on the main method of a test class. */
    public static ChildProcess jvm(Class<?> main, String... arguments) throws IOException {
        return of(jvmCommand(classPath(main, LIBRARIES), main, arguments));
    }

    /** Starts a JVM as {@link #jvm} does, with one kind of system calls: {@code native} or {@code portable}. */
    public static ChildProcess jvmWithCalls(String kind, Class<?> main, String... arguments) throws IOException {
        List<String> command = jvmCommand(classPath(main, LIBRARIES), main, arguments);
        command.add(command.indexOf("-cp"), "-Dpartd.calls=" + kind);
        return of(command);
    }

    /** Starts a JVM that has this project's classes, and none of the libraries that core needs. */
    public static ChildProcess jvmWithoutLibraries(Class<?> main, String... arguments) throws IOException {
        return of(jvmCommand(classPath(main, List.of()), main, arguments));
    }

    /** Starts a JVM with portable calls, on the main method of a test class, without JNA. */
    public static ChildProcess jvmWithoutJna(Class<?> main, String... arguments) throws IOException {
        List<Class<?>> others = LIBRARIES.stream()
                .filter(library -> !library.getName().startsWith("com.sun.jna"))
                .toList();
        List<String> command = jvmCommand(classPath(main, others), main, arguments);
        command.add(command.indexOf("-cp"), "-Dpartd.calls=portable");
        return of(command);
    }

    /** Starts a JVM as {@link #jvm} does, after a shell command such as {@code ulimit -n 256}. */
    public static ChildProcess jvmAfter(String shellCommand, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", shellCommand + " && exec \"$@\"", "sh"));
        command.addAll(jvmCommand(classPath(main, LIBRARIES), main, arguments));
        return of(command);
    }

    private static List<String> jvmCommand(String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        String calls = System.getProperty("partd.calls");
        if (calls != null) {
            command.add("-Dpartd.calls=" + calls);
        }
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath(Class<?> main, List<Class<?>> libraries) {
        return Stream.concat(Stream.of(main, Partd.class), libraries.stream())
                .map(ChildProcess::location)
                .distinct()
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns its process number. */
    public long pid() {
        return process.pid();
    }

    /** Waits for the next line that it prints; null if it has ended. */
    public String readLine() throws IOException {
        return output.readLine();
    }

    /** Sends it a line. */
    public void writeLine(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /** Waits for its end; returns what it has printed since. Fails if its exit status is not 0. */
    public List<String> join() throws IOException, InterruptedException {
        List<String> lines = rest();
        int status = exitStatus();
        if (status != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with status " + status + ":\n" + String.join("\n", lines));
        }
        return lines;
    }

    /** Returns what it prints until it ends. */
    public List<String> rest() {
        try {
            return output.lines().toList();
        } catch (UncheckedIOException e) {
            return List.of(e.toString());
        }
    }

    /** Waits for its end; returns its exit status. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " has not ended after " + MINUTES + " minutes");
        }
        return process.exitValue();
    }

    /** Kills it with {@code SIGKILL} and waits until it is dead. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitStatus();
    }

    /** Asks it to end with {@code SIGTERM} and waits until it has. */
    public void terminate() throws InterruptedException {
        process.destroy();
        exitStatus();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
