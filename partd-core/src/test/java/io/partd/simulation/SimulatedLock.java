package io.partd.simulation;

import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A lock among simulated threads, in place of a {@link ReentrantLock}, which the engine's classes take it for. */
@SuppressWarnings("WaitNotInLoop") // who waits is in a loop
public class SimulatedLock extends ReentrantLock {

    private static final long serialVersionUID = 1;

    private final transient boolean fair;
    private final transient Deque<SimulatedThread> queue = new ArrayDeque<>();
    private transient SimulatedThread owner;
    private transient int holds;

    /** Makes a lock. */
    public SimulatedLock() {
        this(false);
    }

    /** Makes a lock that goes to who has waited longest, or to anybody. */
    public SimulatedLock(boolean fair) {
        this.fair = fair;
    }

    private boolean isFree(SimulatedThread me) {
        return owner == null && (!fair || queue.isEmpty() || queue.peek() == me);
    }

    private boolean acquire(boolean interruptibly, long deadline) throws InterruptedException {
        SimulatedThread me = SimulatedThread.current();
        Scheduler scheduler = me.scheduler();
        scheduler.step();
        requireNoInterrupt(interruptibly, me);
        if (owner == me) {
            holds++;
            return true;
        }
        if (!isFree(me)) {
            queue.add(me);
            try {
                scheduler.await(
                        () -> isFree(me) || (interruptibly && me.isInterrupted()),
                        deadline,
                        "a lock of " + (owner == null ? "nobody" : owner.getName()));
            } finally {
                queue.remove(me);
            }
            requireNoInterrupt(interruptibly, me);
            if (owner != null) {
                return false;
            }
        }
        owner = me;
        holds = 1;
        return true;
    }

    private static void requireNoInterrupt(boolean interruptibly, SimulatedThread me) throws InterruptedException {
        if (interruptibly && me.clearInterrupt()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void lock() {
        try {
            boolean held = false;
            while (!held) {
                held = acquire(false, Long.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        boolean held = false;
        while (!held) {
            held = acquire(true, Long.MAX_VALUE);
        }
    }

    @Override
    public boolean tryLock() {
        SimulatedThread me = SimulatedThread.current();
        me.scheduler().step();
        if (owner != null && owner != me) {
            return false;
        }
        owner = me;
        holds++;
        return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(true, SimulatedThread.current().scheduler().now() + unit.toNanos(time));
    }

    @Override
    public void unlock() {
        SimulatedThread me = SimulatedThread.current();
        if (me.isDying()) {
            throw new Killed();
        }
        if (owner != me) {
            throw new IllegalMonitorStateException("held by " + owner);
        }
        holds--;
        if (holds == 0) {
            owner = null;
            me.scheduler().step();
        }
    }

    @Override
    public Condition newCondition() {
        return new Waiting();
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return owner == SimulatedThread.current();
    }

    @Override
    public int getHoldCount() {
        return owner == SimulatedThread.current() ? holds : 0;
    }

    @Override
    public boolean isLocked() {
        return owner != null;
    }

    @Override
    public String toString() {
        return "lock of " + owner;
    }

    /** Threads that wait for a signal. */
    private final class Waiting implements Condition {

        private final Deque<boolean[]> waiting = new ArrayDeque<>();

        /** Returns whether there was a signal before the deadline. */
        private boolean await(boolean interruptibly, long deadline) throws InterruptedException {
            SimulatedThread me = SimulatedThread.current();
            requireNoInterrupt(interruptibly, me);
            if (owner != me) {
                throw new IllegalMonitorStateException();
            }
            boolean[] signalled = {false};
            waiting.add(signalled);
            int held = holds;
            holds = 0;
            owner = null;
            me.scheduler().await(() -> signalled[0] || (interruptibly && me.isInterrupted()), deadline, "a signal");
            waiting.remove(signalled);
            lock();
            holds = held;
            if (!signalled[0]) {
                requireNoInterrupt(interruptibly, me);
            }
            return signalled[0];
        }

        @Override
        public void await() throws InterruptedException {
            await(true, Long.MAX_VALUE);
        }

        @Override
        public void awaitUninterruptibly() {
            try {
                await(false, Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long awaitNanos(long nanos) throws InterruptedException {
            long deadline = SimulatedThread.current().scheduler().now() + nanos;
            await(true, deadline);
            return deadline - SimulatedThread.current().scheduler().now();
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return await(true, SimulatedThread.current().scheduler().now() + unit.toNanos(time));
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException("the simulation has no dates");
        }

        @Override
        public void signal() {
            requireOwner();
            boolean[] first = waiting.poll();
            if (first != null) {
                first[0] = true;
            }
        }

        @Override
        public void signalAll() {
            requireOwner();
            waiting.forEach(signalled -> signalled[0] = true);
            waiting.clear();
        }

        private void requireOwner() {
            SimulatedThread me = SimulatedThread.current();
            if (me.isDying()) {
                throw new Killed();
            }
            if (owner != me) {
                throw new IllegalMonitorStateException();
            }
        }
    }
}
