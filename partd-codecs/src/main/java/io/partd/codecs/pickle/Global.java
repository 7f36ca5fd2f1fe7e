package io.partd.codecs.pickle;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The name of a class or function that a pickle names and {@link Globals} allow. It stands for nothing in Java. */
public final class Global {

    private final String module;
    private final String name;
    private final @Nullable Constructor constructor;

    Global(String module, String name, @Nullable Constructor constructor) {
        this.module = module;
        this.name = name;
        this.constructor = constructor;
    }

    /** Returns the module's name, as in {@code collections}. */
    public String module() {
        return module;
    }

    /** Returns the name in the module, as in {@code OrderedDict}. */
    public String name() {
        return name;
    }

    @Nullable
    Constructor constructor() {
        return constructor;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Global that && module.equals(that.module) && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(module, name);
    }

    /** Returns the full name, as in {@code collections.OrderedDict}. */
    @Override
    public String toString() {
        return module + "." + name;
    }
}
