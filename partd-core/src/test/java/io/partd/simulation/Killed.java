package io.partd.simulation;

/** Ends a thread whose process was killed. From then on nothing that the thread does has an effect outside of it. */
final class Killed extends Error {

    private static final long serialVersionUID = 1;

    Killed() {
        super("the process was killed", null, false, false);
    }
}
