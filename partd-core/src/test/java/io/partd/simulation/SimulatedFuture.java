package io.partd.simulation;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A task that simulated threads wait for, in place of a {@link FutureTask}. */
public final class SimulatedFuture<V> extends FutureTask<V> {

    /** As the constructor of {@link FutureTask}. */
    public SimulatedFuture(Callable<V> task) {
        super(task);
    }

    /** As the constructor of {@link FutureTask}. */
    public SimulatedFuture(Runnable task, V result) {
        super(task, result);
    }

    @Override
    public boolean isDone() {
        SimulatedRuntime.step();
        return super.isDone();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        SimulatedThread me = SimulatedThread.current();
        Scheduler scheduler = me.scheduler();
        scheduler.step();
        while (!super.isDone()) {
            if (me.clearInterrupt()) {
                throw new InterruptedException();
            }
            scheduler.await(() -> super.isDone() || me.isInterrupted(), Long.MAX_VALUE, "a task");
        }
        return super.get();
    }

    @Override
    public V get(long time, TimeUnit unit) {
        throw new UnsupportedOperationException("the simulation has no such wait yet");
    }
}
