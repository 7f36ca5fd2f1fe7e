package io.partd.shuffle;

import java.io.IOException;

/** Says that a shuffle ended at a record that can't be placed. */
public final class FaultException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    FaultException(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    /** Returns where and what the fault is. */
    public Fault fault() {
        return fault;
    }
}
