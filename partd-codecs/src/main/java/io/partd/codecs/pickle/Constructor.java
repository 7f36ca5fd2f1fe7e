package io.partd.codecs.pickle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the value for which a pickle calls a class or function. The arguments come from the pickle: they are not to be
 * trusted. No more is to be allocated than they hold. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Constructor {

    /**
     * Makes a value. If it is a {@link java.util.List}, a {@link java.util.Map} or a {@link java.util.Set}, the pickle
     * may add to it.
     *
     * @return the value, or an {@link Unfinished} if the pickle gives it a state afterwards
     * @throws IOException if the arguments are not what is expected; the message need not say where
     */
    @Nullable
    Object construct(Tuple arguments) throws IOException;
}
