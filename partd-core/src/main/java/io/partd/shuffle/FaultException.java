package io.partd.shuffle;

import java.io.IOException;

/** Thrown when a shuffle ends at a record that cannot be assigned to a partition. */
public final class FaultException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    FaultException(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    /** Returns the fault. */
    public Fault fault() {
        return fault;
    }
}
