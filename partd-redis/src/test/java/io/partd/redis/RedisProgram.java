package io.partd.redis;

import io.partd.ChildProcess;
import io.partd.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server that the tests start: an installed {@code redis-server} or {@code valkey-server}, or, where there is none
 * that is new enough, the Redis in the jar of {@code org.signal:embedded-redis}, which comes with the build.
 */
final class RedisProgram {

    private static final int OLDEST = 7;
    private static final Pattern VERSION = Pattern.compile(" v=([0-9]+)\\.");

    @Nullable
    private static String found;

    private RedisProgram() {}

    /** Returns what to run; skips the test, or fails it, if there is nothing for this machine. */
    static synchronized String require() throws IOException {
        if (found == null) {
            found = find();
        }
        Requirement.of("a Redis server", List.of("7 or newer"), "install redis-server or valkey-server")
                .require(found != null);
        return found;
    }

    @Nullable
    private static String find() throws IOException {
        for (String name : List.of("redis-server", "valkey-server")) {
            if (isNewEnough(name)) {
                return name;
            }
        }
        return extracted();
    }

    private static boolean isNewEnough(String name) {
        try (ChildProcess process = ChildProcess.of(List.of(name, "--version"))) {
            Matcher version = VERSION.matcher(String.join(" ", process.rest()));
            return version.find() && Integer.parseInt(version.group(1)) >= OLDEST;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }

    @Nullable
    private static String extracted() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = "/redis-server-7.0.15-" + (system.startsWith("mac") ? "darwin" : system) + "-"
                + switch (System.getProperty("os.arch")) {
                    case "aarch64", "arm64" -> "arm64";
                    case "amd64", "x86_64" -> "amd64";
                    default -> "unknown";
                };
        try (InputStream in = RedisProgram.class.getResourceAsStream(name)) {
            if (in == null) {
                return null;
            }
            Path file = Files.createTempFile("partd-redis-server", "");
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return file.toString();
        }
    }
}
