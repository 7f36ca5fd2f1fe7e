package io.partd.pandas;

import io.partd.codecs.pickle.Constructor;
import io.partd.codecs.pickle.Tuple;
import io.partd.codecs.pickle.Unfinished;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle says of an object of pandas or Arrow: the class or function, what it was called with, and the state.
 * Nothing is concluded from it here.
 *
 * @param module the module's name, as in {@code pandas.core.arrays.string_}
 * @param name the name in the module, as in {@code StringArray}
 * @param arguments what it was called with
 * @param state what it was given afterwards; null if nothing
 */
record PandasObject(
        String module,
        String name,
        Tuple arguments,
        @Nullable Object state) {

    /** Returns what makes the objects of a class or function. */
    static Constructor constructor(String module, String name) {
        return arguments -> new WithoutState(new PandasObject(module, name, arguments, null));
    }

    boolean is(String wanted) {
        return name.equals(wanted);
    }

    /** Returns an argument; null if there are fewer. */
    @Nullable
    Object argument(int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    /** Returns a value of a state that is a dict; null if there is none. */
    @Nullable
    Object attribute(String key) {
        return state instanceof Map<?, ?> map ? map.get(key) : null;
    }

    /** Returns the full name, and whose it is as far as the name says. */
    @Override
    public String toString() {
        String full = module + "." + name;
        if (module.equals("pandas") || module.equals("pandas.arrays")) {
            return full + ", as pandas 3 writes it";
        }
        return module.startsWith("pandas.") ? full + ", as pandas 1 or 2 writes it" : full;
    }

    /** An object that has no state yet, and may get none. */
    private static final class WithoutState extends Unfinished {

        private final PandasObject object;

        private WithoutState(PandasObject object) {
            this.object = object;
        }

        @Override
        public Object withState(@Nullable Object state) {
            return new PandasObject(object.module, object.name, object.arguments, state);
        }

        @Override
        public Object withoutState() {
            return object;
        }
    }
}
