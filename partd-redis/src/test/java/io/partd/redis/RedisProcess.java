package io.partd.redis;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server that does not outlive this JVM, however that ends: its parent is a shell that reads from this JVM, and kills
 * it when that ends.
 */
final class RedisProcess implements Closeable {

    /** Without a line before the end of input, this JVM has ended: the directory goes too. */
    private static final String WATCH = "\"$@\" >/dev/null 2>&1 & echo $!;"
            + " read line; kept=$?; kill -9 $!; wait; [ $kept = 0 ] || rm -rf \"$PWD\"";

    private final Process shell;
    private final long pid;

    private RedisProcess(Process shell, long pid) {
        this.shell = shell;
        this.pid = pid;
    }

    /** Starts a program in a directory, where it also writes its log. */
    static RedisProcess start(String program, Path directory, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCH, "sh", program));
        command.addAll(options);
        Process shell = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        return new RedisProcess(shell, Long.parseLong(lines.readLine()));
    }

    boolean isAlive() {
        return handle().isPresent();
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }

    /** Sends a signal, such as {@code STOP}. */
    void signal(String name) throws IOException {
        try {
            // The shell's own: not every system has the command.
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Kills it with {@code SIGKILL} and waits until it is dead. */
    @Override
    public void close() throws IOException {
        try (OutputStream input = shell.getOutputStream()) {
            input.write('\n');
        } catch (IOException e) {
            // It was closed before.
        }
        try {
            if (!shell.waitFor(1, TimeUnit.MINUTES)) {
                throw new IOException("the server, process " + pid + ", does not end");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
