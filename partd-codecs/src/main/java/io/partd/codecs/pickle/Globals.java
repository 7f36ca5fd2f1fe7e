package io.partd.codecs.pickle;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes and functions that a pickle may name, each with what makes its values here. A name that is not among them
 * is refused; none is ever looked up anywhere else. Immutable.
 *
 * <pre>{@code
 * Globals globals = Globals.standard().with("shop", "Price", arguments -> new Price((Long) arguments.get(0)));
 * new PickleReader().with(globals).read(bytes);
 * }</pre>
 */
public final class Globals {

    private static final Globals STANDARD = new Globals(standardNames());

    private final Map<String, Map<String, Global>> modules;

    private Globals(Map<String, Map<String, Global>> modules) {
        this.modules = modules;
    }

    /** Returns the names of Python's own types and NumPy's that the package's table lists. */
    public static Globals standard() {
        return STANDARD;
    }

    /**
     * Returns these names and one more, or with another constructor.
     *
     * @param module the module's name as pickles have it, as in {@code pandas.core.indexes.base}
     * @param name the name in the module, as in {@code _new_Index}
     */
    public Globals with(String module, String name, Constructor constructor) {
        return withName(module, name, constructor);
    }

    /** Returns these names and one more, which a pickle may name, but not call. */
    public Globals withUncallable(String module, String name) {
        return withName(module, name, null);
    }

    private Globals withName(String module, String name, @Nullable Constructor constructor) {
        Map<String, Map<String, Global>> more = new HashMap<>(modules);
        Map<String, Global> names = new HashMap<>(more.getOrDefault(module, Map.of()));
        names.put(name, new Global(module, name, constructor));
        more.put(module, names);
        return new Globals(more);
    }

    Global find(String module, String name) throws IOException {
        Map<String, Global> names = modules.get(module);
        Global global = names == null ? null : names.get(name);
        if (global == null) {
            throw new IOException(
                    "pickle names the class '" + shown(module) + "." + shown(name) + "', which is not allowed");
        }
        return global;
    }

    private static String shown(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "...";
    }

    private static Map<String, Map<String, Global>> standardNames() {
        Names names = new Names();
        PythonConstructors.addTo(names);
        DatetimeConstructors.addTo(names);
        NumpyConstructors.addTo(names);
        return names.modules;
    }

    /** Gathers names. */
    static final class Names {

        private final Map<String, Map<String, Global>> modules = new HashMap<>();

        void add(String module, String name, @Nullable Constructor constructor) {
            alias(module, name, new Global(module, name, constructor));
        }

        /** Adds a name under which older pickles have another one. */
        void alias(String module, String name, Global global) {
            modules.computeIfAbsent(module, m -> new HashMap<>()).put(name, global);
        }
    }
}
