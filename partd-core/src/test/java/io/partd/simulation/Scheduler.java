package io.partd.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs simulated threads, one at a time, on a virtual clock; all that is left to chance comes from one seed. A thread
 * has the turn until it waits, or until at a step another one gets it. Time passes a little with each step, jumps when
 * all wait, and now and then jumps while a thread runs, as if the machine had been busy elsewhere.
 *
 * <p>The run fails if no thread can run, if a thread ends with an exception, and if nothing comes of many steps.
 */
final class Scheduler {

    private static final int LAST_LINES = 60;
    /** Whether everything that happens is printed. */
    private static final boolean PRINT = Boolean.getBoolean("partd.sim.trace");

    private static final long STEP_NANOS = 200;
    private static final long PATIENCE_SECONDS = 600;

    private final Random random;
    private final int switchEvery;
    private final int jumpEvery;
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Deque<String> lastLines = new ArrayDeque<>();

    private final long mostSteps;
    private final long longestSilence;
    private long now = TimeUnit.SECONDS.toNanos(1);
    private long steps;
    private long progressAt;
    private long progressSteps;
    private long trace = 17;
    private boolean failThreads;
    private int failedThreads;

    private SimulatedSystem system;

    private volatile SimulatedThread running;
    private volatile AssertionError failure;

    Scheduler(Random random, long mostSteps, long longestSilence) {
        this.random = random;
        this.mostSteps = mostSteps;
        this.longestSilence = longestSilence;
        switchEvery = new int[] {3, 10, 30, 100}[random.nextInt(4)];
        jumpEvery = new int[] {100, 500, 3000, Integer.MAX_VALUE}[random.nextInt(4)];
    }

    static Scheduler current() {
        return SimulatedThread.current().scheduler();
    }

    /** Runs a thread and all that it starts; returns when it has ended, and all others have been killed. */
    void run(Runnable scenario) {
        SimulatedThread root = new SimulatedThread(this, null, "scenario", () -> {
            try {
                scenario.run();
            } finally {
                stop();
            }
        });
        root.start();
        running = root;
        root.giveTurn();
        try {
            // Second by second, so that a machine that stands still for minutes uses up one second.
            for (int waited = 0; !over.await(1, TimeUnit.SECONDS); waited++) {
                if (waited == PATIENCE_SECONDS) {
                    throw new AssertionError(
                            "a simulated thread waits for something real, or does not end: " + stuck());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private String stuck() {
        SimulatedThread thread = running;
        StringBuilder text = new StringBuilder(String.valueOf(thread));
        for (StackTraceElement element : thread.getStackTrace()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    private void stop() {
        threads.forEach(SimulatedThread::kill);
    }

    void setSystem(SimulatedSystem system) {
        this.system = system;
    }

    SimulatedSystem system() {
        return system;
    }

    Random random() {
        return random;
    }

    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** Returns a number that follows from everything that happened, in its order. */
    long trace() {
        return trace;
    }

    /** Has starting a thread fail now and then, or not. */
    void failThreads(boolean fail) {
        failThreads = fail;
    }

    int failedThreads() {
        return failedThreads;
    }

    /** Says that the work goes on. */
    void progress() {
        progressAt = now;
        progressSteps = steps;
    }

    /** Notes what happens, for the trace. */
    void note(String what) {
        SimulatedThread thread = SimulatedThread.current();
        trace = trace * 31 + (thread.getName() + what).hashCode();
        if (lastLines.size() == LAST_LINES) {
            lastLines.removeFirst();
        }
        if (PRINT) {
            System.out.println(now + " " + thread.getName() + ": " + what);
        }
        lastLines.addLast(now + " " + thread.getName() + ": " + what);
    }

    /** A moment at which another thread may get the turn. */
    void step() {
        SimulatedThread me = SimulatedThread.current();
        requireAlive(me);
        count();
        if (random.nextInt(switchEvery) == 0) {
            handOver(me);
        }
        requireAlive(me);
    }

    private void count() {
        steps++;
        now += STEP_NANOS;
        if (random.nextInt(jumpEvery) == 0) {
            long next = earliestDeadline();
            // A wait without a limit has a deadline in a hundred years.
            now = next - now > longestSilence ? now : Math.max(now, next);
        }
        if (steps - progressSteps > mostSteps) {
            fail("nothing has come of the last " + mostSteps + " steps", null);
        }
        if (now - progressAt > longestSilence) {
            fail("nothing has come of the last " + TimeUnit.NANOSECONDS.toSeconds(longestSilence) + " s", null);
        }
    }

    private static void requireAlive(SimulatedThread thread) {
        if (thread.isDying()) {
            throw new Killed();
        }
    }

    /** Lets others run for some time. */
    void sleep(long nanos) {
        await(() -> false, now + nanos, "time to pass");
    }

    /**
     * Waits.
     *
     * @param deadline the latest moment, {@link Long#MAX_VALUE} for none
     * @return whether it is ready; false if the time is over
     */
    boolean await(BooleanSupplier ready, long deadline, String what) {
        SimulatedThread me = SimulatedThread.current();
        requireAlive(me);
        count();
        me.block(ready, deadline, what);
        handOver(me);
        me.unblock();
        requireAlive(me);
        return ready.getAsBoolean();
    }

    private void handOver(SimulatedThread me) {
        SimulatedThread next = next();
        if (next != me) {
            running = next;
            next.giveTurn();
            me.awaitTurn();
        }
    }

    /** Chooses among the threads that can run; if none can, time passes. */
    private SimulatedThread next() {
        while (true) {
            List<SimulatedThread> ready = new ArrayList<>(threads.size());
            for (SimulatedThread thread : threads) {
                if (thread.isReady(now)) {
                    ready.add(thread);
                }
            }
            if (!ready.isEmpty()) {
                SimulatedThread next = ready.get(random.nextInt(ready.size()));
                trace = trace * 31 + next.getName().hashCode();
                return next;
            }
            long deadline = earliestDeadline();
            if (deadline == Long.MAX_VALUE) {
                fail("no thread can run: each waits for another one", null);
            } else {
                now = deadline;
            }
        }
    }

    private long earliestDeadline() {
        long earliest = Long.MAX_VALUE;
        for (SimulatedThread thread : threads) {
            earliest = Math.min(earliest, thread.deadline());
        }
        return earliest;
    }

    /** Adds a thread, which gets its first turn some time. */
    void begin(SimulatedThread thread) {
        boolean byTheEngine =
                SimulatedThread.isCurrent() && SimulatedThread.current().process() != null;
        if (failThreads && byTheEngine && random.nextInt(3) == 0) {
            failedThreads++;
            note("cannot start " + thread.getName());
            throw new OutOfMemoryError("unable to create native thread, says the simulation");
        }
        threads.add(thread);
    }

    void ended(SimulatedThread thread) {
        threads.remove(thread);
        if (threads.isEmpty()) {
            over.countDown();
        } else {
            SimulatedThread next = next();
            running = next;
            next.giveTurn();
        }
    }

    boolean isAlive(SimulatedThread thread) {
        return threads.contains(thread);
    }

    /** Tells whether a process has a thread that has not ended. */
    boolean hasThreads(SimulatedProcess process) {
        return threads.stream().anyMatch(thread -> thread.process() == process);
    }

    /** Ends all threads of a process, at once. */
    void kill(SimulatedProcess process) {
        process.end();
        for (SimulatedThread thread : threads) {
            if (thread.process() == process) {
                thread.kill();
            }
        }
    }

    /** Fails the run, and ends it. */
    void fail(String what, Throwable cause) {
        if (failure == null) {
            StringBuilder text = new StringBuilder(what);
            for (SimulatedThread thread : threads) {
                text.append("\n  ").append(thread.state());
                StackTraceElement[] stack = thread.getStackTrace();
                for (int i = 0; i < stack.length; i++) {
                    String place = stack[i].toString();
                    if (place.contains("io.partd")
                            && !place.contains("io.partd.simulation.Sim")
                            && !place.contains("Scheduler")) {
                        text.append("\n      at ").append(place.substring(place.indexOf("io.partd")));
                    }
                }
            }
            text.append("\nat last:");
            lastLines.forEach(line -> text.append("\n  ").append(line));
            failure = new AssertionError(text.toString(), cause);
        }
        stop();
    }
}
