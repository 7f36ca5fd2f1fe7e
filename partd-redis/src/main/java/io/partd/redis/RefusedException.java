package io.partd.redis;

import java.io.IOException;

/** A server has answered with an error. */
final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal, Object server) {
        super(refusal.explained(server));
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
