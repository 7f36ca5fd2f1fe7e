package io.partd;

import java.io.IOException;

/** Says that a store cannot hold a key, and why. Nothing was changed by the call that threw it. */
public final class InvalidKeyException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final String key;

    /**
     * Makes the exception with the message {@code key '…': reason}.
     *
     * @param reason why the key is refused and what would be valid
     */
    public InvalidKeyException(String key, String reason) {
        super("key '" + shown(key) + "': " + reason);
        this.key = key;
    }

    /** Returns the refused key, whole. */
    public String key() {
        return key;
    }

    private static String shown(String key) {
        return key.length() <= SHOWN ? key : key.substring(0, SHOWN) + "…";
    }
}
