package io.partd;

import java.io.IOException;

/** Thrown when a store cannot hold a key; the message says why. The call that threw it changed nothing. */
public final class InvalidKeyException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final String key;

    /**
     * Makes the exception with the message {@code key '…': reason}.
     *
     * @param reason why the store refuses the key, and what is valid
     */
    public InvalidKeyException(String key, String reason) {
        super("key '" + shown(key) + "': " + reason);
        this.key = key;
    }

    /** Returns the refused key, not shortened. */
    public String key() {
        return key;
    }

    private static String shown(String key) {
        return key.length() <= SHOWN ? key : key.substring(0, SHOWN) + "…";
    }
}
