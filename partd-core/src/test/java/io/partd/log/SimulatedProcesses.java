package io.partd.log;

import io.partd.internal.Backoff;
import io.partd.internal.Deadline;
import java.util.concurrent.locks.ReentrantLock;

/** The processes of a {@link SimulatedMachine}, as one of them sees them. The lock goes to whoever asks for it. */
final class SimulatedProcesses implements Processes {

    private final SimulatedMachine machine;
    private final ReentrantLock writers;
    private boolean busy;

    SimulatedProcesses(SimulatedMachine machine, ReentrantLock writers) {
        this.machine = machine;
        this.writers = writers;
    }

    @Override
    public boolean acquire() {
        SimulatedProcesses holder = machine.holder();
        if (holder != this) {
            if (holder != null && holder.busy) {
                throw new IllegalStateException("another process has the lock, and would be waited for");
            }
            machine.setHolder(this);
            if (machine.sections() % 2 != 0) {
                machine.countSection();
            }
        }
        busy = true;
        return holder != this;
    }

    @Override
    public boolean tryAcquire(Deadline deadline) {
        return tryAcquire();
    }

    @Override
    public void awaitTurn(Backoff backoff) {
        throw new IllegalStateException("nobody is waited for here");
    }

    @Override
    public boolean tryAcquire() {
        SimulatedProcesses holder = machine.holder();
        if (holder != null && holder != this && holder.busy) {
            return false;
        }
        acquire();
        return true;
    }

    @Override
    public void release() {
        busy = writers.getHoldCount() > 1;
    }

    @Override
    public boolean isHeld() {
        return machine.holder() == this;
    }

    @Override
    public void unlock() {
        if (isHeld()) {
            busy = false;
            machine.setHolder(null);
        }
    }

    @Override
    public boolean isAlone() {
        return machine.users().stream().allMatch(user -> user == this);
    }

    @Override
    public void announce() {
        machine.users().add(this);
    }

    @Override
    public void setSection(boolean held) {
        machine.countSection();
    }

    @Override
    public long sections() {
        return machine.holder() == this ? 0 : machine.sections();
    }

    @Override
    public void setEpoch(long epoch) {
        machine.setEpoch(epoch);
    }

    @Override
    public long epoch() {
        return machine.epoch();
    }

    @Override
    public void close() {
        unlock();
        machine.users().remove(this);
    }
}
