package io.partd.simulation;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread of a simulated process. What it does is done by a real thread, where there are virtual ones by such a one,
 * which runs only while the {@link Scheduler} lets it. Its interrupts are simulated, so that they do not disturb how it
 * is handed the turn.
 */
public final class SimulatedThread extends Thread {

    private static final ThreadLocal<SimulatedThread> CURRENT = new ThreadLocal<>();

    private final Scheduler scheduler;
    private final SimulatedProcess process;
    private final Runnable task;
    private final Thread runner;

    private volatile boolean turn;
    private boolean interrupted;

    /** Whether the process was killed, so that the thread is to end. */
    private boolean dying;

    /** Whether it may go on when {@link LockSupport#park} is called. */
    private boolean permit;

    /** What it waits for; null if it could run. */
    private BooleanSupplier ready;

    private long deadline;
    private String waitsFor = "";

    /** As the constructor of {@link Thread}, in place of which the engine's classes call it. */
    public SimulatedThread(ThreadGroup group, Runnable task, String name, long stack, boolean inherit) {
        this(current().scheduler, current().process, name, task);
    }

    /** As the constructor of {@link Thread}. */
    public SimulatedThread(Runnable task, String name) {
        this(null, task, name, 0, true);
    }

    /** As the constructor of {@link Thread}. */
    public SimulatedThread(Runnable task) {
        this(null, task, "thread", 0, true);
    }

    SimulatedThread(Scheduler scheduler, SimulatedProcess process, String name, Runnable task) {
        super(null, null, name, 0, false);
        this.scheduler = scheduler;
        this.process = process;
        this.task = task;
        runner = RealThreads.make(this::live);
        setDaemon(true);
    }

    /** Returns the simulated thread that calls this; fails in any other. */
    static SimulatedThread current() {
        SimulatedThread thread = CURRENT.get();
        if (thread == null) {
            throw new IllegalStateException("no simulated thread: " + currentThread());
        }
        return thread;
    }

    /** Tells whether a simulated thread calls this. */
    static boolean isCurrent() {
        return CURRENT.get() != null;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    SimulatedProcess process() {
        return process;
    }

    @Override
    public synchronized void start() {
        scheduler.begin(this);
        runner.start();
    }

    private void live() {
        CURRENT.set(this);
        awaitTurn();
        try {
            if (!dying) {
                task.run();
            }
        } catch (Killed e) {
            dying = true;
        } catch (Throwable e) {
            scheduler.fail("thread '" + getName() + "' ended with " + e, e);
        } finally {
            scheduler.ended(this);
        }
    }

    /** Lets it run. */
    void giveTurn() {
        turn = true;
        LockSupport.unpark(runner);
    }

    /** Waits until it may run. */
    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
        }
        turn = false;
    }

    /** Fails the run with what a task throws, if the engine catches that and goes on; unless it was killed. */
    @Override
    public UncaughtExceptionHandler getUncaughtExceptionHandler() {
        return (thread, failure) -> {
            if (!(failure instanceof Killed)) {
                scheduler.fail("a task of thread '" + getName() + "' ended with " + failure, failure);
            }
        };
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        return runner.getStackTrace();
    }

    @Override
    public boolean isInterrupted() {
        return interrupted;
    }

    boolean clearInterrupt() {
        boolean before = interrupted;
        interrupted = false;
        return before;
    }

    void kill() {
        dying = true;
    }

    boolean isDying() {
        return dying;
    }

    boolean takePermit() {
        boolean had = permit;
        permit = false;
        return had;
    }

    void givePermit() {
        permit = true;
    }

    boolean hasPermit() {
        return permit;
    }

    /** Notes what is waited for. */
    void block(BooleanSupplier until, long latest, String what) {
        ready = until;
        deadline = latest;
        waitsFor = what;
    }

    void unblock() {
        ready = null;
        deadline = Long.MAX_VALUE;
        waitsFor = "";
    }

    /** Tells whether it could run now. */
    boolean isReady(long now) {
        return ready == null || dying || deadline <= now || ready.getAsBoolean();
    }

    /** Returns when it stops waiting, if it waits; else the end of time. */
    long deadline() {
        return ready == null ? Long.MAX_VALUE : deadline;
    }

    /** Says in one line where it is. */
    String state() {
        return getName() + " of " + process
                + (ready == null
                        ? " runs"
                        : " waits for " + waitsFor + (deadline == Long.MAX_VALUE ? "" : " until " + deadline));
    }
}
