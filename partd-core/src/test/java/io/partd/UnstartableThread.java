package io.partd;

/** A thread that fails to start, as every thread does when the system has too many. */
public final class UnstartableThread extends Thread {

    public UnstartableThread(Runnable task) {
        super(task);
    }

    @Override
    public synchronized void start() {
        throw new OutOfMemoryError("unable to create native thread");
    }
}
