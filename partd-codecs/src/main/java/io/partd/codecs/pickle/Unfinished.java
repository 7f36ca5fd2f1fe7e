package io.partd.codecs.pickle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A value that a pickle has called for and not yet given its state. It is replaced by what {@link #withState} returns,
 * and never seen in a result.
 */
public abstract class Unfinished {

    private int memoIndex = -1;
    private boolean settled;
    private @Nullable Object value;

    /** For subclasses. */
    protected Unfinished() {}

    /**
     * Returns the value.
     *
     * @param state what the pickle gives it, not to be trusted
     * @throws IOException if the state is not what is expected
     */
    public abstract @Nullable Object withState(@Nullable Object state) throws IOException;

    /**
     * Returns the value if the pickle uses it without a state. It gets none afterwards.
     *
     * @throws IOException if it needs one, which is what this method throws
     */
    public @Nullable Object withoutState() throws IOException {
        throw new IOException("pickle uses a value before it gives it its state");
    }

    /** Returns the value without a state, which it has from now on. */
    final @Nullable Object settle() throws IOException {
        if (!settled) {
            value = withoutState();
            settled = true;
        }
        return value;
    }

    /** Whether it has been used without a state. */
    final boolean isSettled() {
        return settled;
    }

    /** Where the memo has it; -1 if nowhere. */
    final int memoIndex() {
        return memoIndex;
    }

    final void setMemoIndex(int memoIndex) {
        this.memoIndex = memoIndex;
    }
}
