package io.partd.codecs.pickle;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes arguments of a call apart. */
final class Arguments {

    private Arguments() {}

    static Tuple require(Tuple arguments, int least, int most) throws IOException {
        if (arguments.size() < least || arguments.size() > most) {
            throw new IOException(
                    arguments.size() + " arguments instead of " + (least == most ? least : least + " to " + most));
        }
        return arguments;
    }

    static <T> T get(Tuple arguments, int index, Class<T> type) throws IOException {
        return cast(index < arguments.size() ? arguments.get(index) : null, type);
    }

    static int getInt(Tuple arguments, int index) throws IOException {
        return toInt(get(arguments, index, Long.class));
    }

    static int toInt(long value) throws IOException {
        if (value != (int) value) {
            throw new IOException(value + " is out of bounds");
        }
        return (int) value;
    }

    static <T> T cast(@Nullable Object value, Class<T> type) throws IOException {
        if (!type.isInstance(value)) {
            throw new IOException(PythonTypes.describe(value) + " instead of a " + type.getSimpleName());
        }
        return type.cast(value);
    }

    static Collection<?> toCollection(@Nullable Object value) throws IOException {
        return cast(value, Collection.class);
    }

    static List<?> toList(@Nullable Object value) throws IOException {
        return value instanceof Tuple tuple ? tuple.toList() : cast(value, List.class);
    }

    static Map<?, ?> toMap(@Nullable Object value) throws IOException {
        return cast(value, Map.class);
    }
}
