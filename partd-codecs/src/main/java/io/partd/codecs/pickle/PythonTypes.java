package io.partd.codecs.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Python calls the types of our values, for messages. */
public final class PythonTypes {

    private PythonTypes() {}

    /** Returns the name with its article: {@code an int}. */
    static String describe(@Nullable Object value) {
        String name = nameOf(value);
        return value == null ? name : (name.startsWith("int") ? "an " : "a ") + name;
    }

    /** Returns the name, as in {@code int}; Java's if Python has no such type. */
    public static String nameOf(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Long || value instanceof BigInteger) {
            return "int";
        }
        if (value instanceof Double) {
            return "float";
        }
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof byte[] || value instanceof BytesKey) {
            return "bytes";
        }
        if (value instanceof ByteBuffer) {
            return "bytearray";
        }
        if (value instanceof List) {
            return "list";
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof Set) {
            return value instanceof FrozenSet ? "frozenset" : "set";
        }
        if (value instanceof Tuple) {
            return "tuple";
        }
        if (value instanceof BigDecimal) {
            return "Decimal";
        }
        if (value instanceof Global global) {
            return "class " + global;
        }
        return value instanceof Unfinished
                ? "value without its state"
                : value.getClass().getSimpleName();
    }
}
