package io.partd.codecs.pickle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A value that a pickle has called for and not yet given its state. It is replaced by what {@link #withState} returns,
 * and never seen in a result.
 */
public abstract class Unfinished {

    private int memoIndex = -1;

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
     * Returns the value if the pickle uses it without a state.
     *
     * @throws IOException if it needs one, which is what this method throws
     */
    public @Nullable Object withoutState() throws IOException {
        throw new IOException("pickle uses a value before it gives it its state");
    }

    /** Where the memo has it; -1 if nowhere. */
    final int memoIndex() {
        return memoIndex;
    }

    final void setMemoIndex(int memoIndex) {
        this.memoIndex = memoIndex;
    }
}
