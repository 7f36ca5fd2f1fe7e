package io.partd.codecs.object;

import java.io.InvalidClassException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes that may be in stored data, by name. Immutable. */
final class AllowedClasses {

    private static final List<Class<?>> PRIMITIVES = List.of(
            boolean.class, byte.class, char.class, short.class, int.class, long.class, float.class, double.class);

    /** {@code Number} and {@code Enum} are what others extend. */
    private static final List<Class<?>> ALWAYS = List.of(
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            Number.class,
            Enum.class);

    private final Map<String, Class<?>> byName = new HashMap<>();

    private AllowedClasses() {}

    static AllowedClasses of(Class<?> type, Class<?>... others) {
        AllowedClasses allowed = new AllowedClasses();
        ALWAYS.forEach(c -> allowed.byName.put(c.getName(), c));
        allowed.add(type);
        for (Class<?> other : others) {
            allowed.add(other);
        }
        return allowed;
    }

    private void add(Class<?> type) {
        if (!type.isInterface() && !Serializable.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(type.getName() + " is not serializable");
        }
        for (Class<?> c = type; c != null && Serializable.class.isAssignableFrom(c); c = c.getSuperclass()) {
            byName.put(c.getName(), c);
        }
    }

    /** Returns the class of a name, as {@link Class#getName} has it. */
    Class<?> find(String name) throws InvalidClassException {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        Class<?> found = dimensions == 0 ? byName.get(name) : element(name.substring(dimensions));
        if (found == null || dimensions > 255) {
            throw new InvalidClassException(name, "not among the classes that are allowed");
        }
        for (int i = 0; i < dimensions; i++) {
            found = found.arrayType();
        }
        return found;
    }

    private @Nullable Class<?> element(String descriptor) {
        if (descriptor.length() == 1) {
            return PRIMITIVES.stream()
                    .filter(primitive -> primitive.descriptorString().equals(descriptor))
                    .findFirst()
                    .orElse(null);
        }
        return descriptor.startsWith("L") && descriptor.endsWith(";")
                ? byName.get(descriptor.substring(1, descriptor.length() - 1))
                : null;
    }
}
