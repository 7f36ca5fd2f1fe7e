package io.partd.cli.running;

import com.sun.management.OperatingSystemMXBean;
import io.partd.ByteSize;
import java.lang.management.ManagementFactory;

/** What the machine has for this process, or the container that it runs in. */
public final class MachineMemory {

    /** What the JVM takes beside the heap: its code, that of libraries, and threads. */
    private static final long BESIDE = 96 << 20;

    private static final long MEBIBYTE = 1 << 20;

    private MachineMemory() {}

    /** Returns all of it. */
    public static ByteSize total() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            return ByteSize.of(Math.max(MEBIBYTE, machine.getTotalMemorySize()));
        }
        return ByteSize.of(Long.MAX_VALUE);
    }

    /** Returns the largest heap that this JVM may take. */
    public static ByteSize heap() {
        return ByteSize.of(Runtime.getRuntime().maxMemory());
    }

    /** Returns how many bytes are left beside the heap at its largest and the JVM itself, 0 at least. */
    public static long besideHeap() {
        return Math.max(0, total().bytes() - heap().bytes() - BESIDE);
    }

    /**
     * Returns the complaint that {@code --memory} is too much.
     *
     * @param fitting how much would do
     * @param heap the heap that it takes
     * @param beside what it takes beside the heap
     */
    public static IllegalArgumentException tooMuch(String asked, long fitting, long heap, long beside) {
        boolean possible = heap + beside + BESIDE <= total().bytes();
        return new IllegalArgumentException("--memory " + asked + " is too much for this JVM's heap of "
                + rounded(heap().bytes()) + " and the " + rounded(total().bytes())
                + " that the machine or container has; up to " + rounded(fitting) + " fit, and more "
                + (possible
                        ? "with PARTD_JAVA_OPTS=-Xmx" + ByteSize.of(((heap >> 20) + 1) << 20)
                        : "where there is more"));
    }

    /** Returns a number of bytes, rounded down to MiB if it is more than one. */
    public static ByteSize rounded(long bytes) {
        return ByteSize.of(bytes < MEBIBYTE ? bytes : bytes / MEBIBYTE * MEBIBYTE);
    }
}
