package io.partd.redis.wire;

import java.io.IOException;

/** A server has answered with an error. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal, Object server) {
        super(refusal.explained(server));
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
