package io.partd.simulation;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * What the engine's classes call in the simulation in place of the JDK. A method has the arguments of the one that it
 * stands for, the object first.
 */
@SuppressWarnings({"unused", "WaitNotInLoop"}) // called by byte code that Instrumentation makes
public final class SimulatedRuntime {

    private SimulatedRuntime() {}

    private static Scheduler scheduler() {
        return Scheduler.current();
    }

    private static SimulatedSystem system() {
        return SimulatedSystem.current();
    }

    /** Before each access to a volatile field, and each call of something atomic. */
    public static void step() {
        if (SimulatedThread.isCurrent()) {
            scheduler().step();
        }
    }

    public static Thread currentThread() {
        return SimulatedThread.current();
    }

    public static void onSpinWait() {
        scheduler().step();
    }

    public static void sleep(long millis) {
        scheduler().sleep(millis * 1_000_000);
    }

    public static long nanoTime() {
        scheduler().step();
        return scheduler().now();
    }

    public static long currentTimeMillis() {
        return scheduler().now() / 1_000_000;
    }

    /** So that nobody spins for long. */
    public static int availableProcessors(Runtime runtime) {
        return 1;
    }

    public static boolean interrupted() {
        return SimulatedThread.current().clearInterrupt();
    }

    public static void park(Object blocker) {
        parkUntil(Long.MAX_VALUE);
    }

    public static void parkNanos(Object blocker, long nanos) {
        if (nanos > 0) {
            parkUntil(scheduler().now() + nanos);
        }
    }

    private static void parkUntil(long deadline) {
        SimulatedThread me = SimulatedThread.current();
        me.scheduler().await(() -> me.hasPermit() || me.isInterrupted(), deadline, "a permit");
        me.takePermit();
    }

    public static void unpark(Thread thread) {
        scheduler().step();
        if (thread instanceof SimulatedThread simulated) {
            simulated.givePermit();
        }
    }

    public static void enter(Object monitor) {
        system().monitor(monitor).lock();
    }

    /** Throws nothing: the compiler has a block's end tried again until it succeeds. */
    public static void exit(Object monitor) {
        try {
            system().monitor(monitor).unlock();
        } catch (Killed e) {
            // The next step throws it again.
            return;
        }
    }

    public static void waitFor(Object monitor) throws InterruptedException {
        system().condition(monitor).await();
    }

    public static void waitFor(Object monitor, long millis) throws InterruptedException {
        Condition condition = system().condition(monitor);
        if (millis == 0) {
            condition.await();
        } else {
            condition.awaitNanos(millis * 1_000_000);
        }
    }

    public static void timedWait(TimeUnit unit, Object monitor, long time) throws InterruptedException {
        if (time > 0) {
            system().condition(monitor).awaitNanos(unit.toNanos(time));
        }
    }

    public static void notify(Object monitor) {
        system().condition(monitor).signal();
    }

    public static void notifyAll(Object monitor) {
        system().condition(monitor).signalAll();
    }

    /** Streams that nobody closes keep what they need; there is no garbage collector that would tell. */
    public static Cleaner createCleaner() {
        return null;
    }

    public static Cleaner.Cleanable register(Cleaner cleaner, Object object, Runnable action) {
        boolean[] done = {false};
        return () -> {
            if (!done[0]) {
                done[0] = true;
                action.run();
            }
        };
    }

    /** On the heap: there is no system that would need an address. */
    public static ByteBuffer allocateDirect(int capacity) {
        return ByteBuffer.allocate(capacity);
    }

    public static long nextLong(ThreadLocalRandom random) {
        return scheduler().random().nextLong();
    }

    public static ByteBuffer put(ByteBuffer target, int at, ByteBuffer source, int from, int count) {
        return system().put(target, at, source, from, count);
    }

    public static void setRelease(VarHandle longs, ByteBuffer target, int at, long value) {
        system().putLong(target, at, value);
    }

    public static long getAcquire(VarHandle longs, ByteBuffer target, int at) {
        return system().getLong(target, at);
    }

    public static Path createDirectories(Path path, FileAttribute<?>[] attributes) {
        system().makeDirectory(path);
        return path;
    }

    public static boolean exists(Path path, LinkOption[] options) {
        return system().exists(path);
    }

    public static boolean isWritable(Path path) {
        return true;
    }

    public static boolean isRegularFile(Path path, LinkOption[] options) {
        return system().exists(path);
    }

    public static DirectoryStream<Path> newDirectoryStream(Path path) throws IOException {
        return new SimulatedDirectoryStream(system().list(path));
    }

    public static DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return new SimulatedDirectoryStream(system().list(path));
    }

    public static String readString(Path path) {
        return system().boot();
    }

    public static Path toRealPath(Path path, LinkOption[] options) {
        return path;
    }
}
