package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures a process from outside. */
final class PeakMemory {

    private PeakMemory() {}

    /** Runs a command that must succeed, its output to a file; returns the most memory that was resident, in bytes. */
    static long of(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long peak = 0;
        try {
            while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakOf(process.pid()));
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return peak;
    }

    private static long peakOf(long process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException e) {
            return 0; // it has ended, perhaps while its status was read
        }
        return 0;
    }
}
