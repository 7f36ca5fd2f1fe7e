package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.partd.codecs.internal.Collisions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Types of Python's own modules that have no opcodes of their own. */
final class PythonConstructors {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,19})?");
    private static final BigInteger LARGEST_UUID = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    private PythonConstructors() {}

    static void addTo(Globals.Names names) {
        for (String builtins : List.of("builtins", "__builtin__")) {
            for (String type : List.of("int", "float", "str", "bool", "object", "Ellipsis", "NotImplemented")) {
                names.alias(builtins, type, new Global("builtins", type, null));
            }
            addBuiltin(names, builtins, "bytes", PythonConstructors::bytes);
            addBuiltin(names, builtins, "bytearray", arguments -> ByteBuffer.wrap(bytes(arguments)));
            addBuiltin(names, builtins, "complex", PythonConstructors::complex);
            addBuiltin(names, builtins, "list", arguments -> new ArrayList<>(elements(arguments)));
            addBuiltin(names, builtins, "tuple", arguments -> Tuple.copyOf(elements(arguments)));
            addBuiltin(names, builtins, "set", arguments -> set(elements(arguments)));
            addBuiltin(names, builtins, "frozenset", arguments -> FrozenSet.over(set(elements(arguments))));
            addBuiltin(names, builtins, "dict", arguments -> dict(arguments, 0));
            addBuiltin(names, builtins, "range", PythonConstructors::range);
            addBuiltin(names, builtins, "slice", PythonConstructors::slice);
        }
        names.alias("__builtin__", "long", new Global("builtins", "int", null));
        names.alias("__builtin__", "unicode", new Global("builtins", "str", null));
        names.alias("__builtin__", "xrange", new Global("builtins", "range", PythonConstructors::range));
        names.add("_codecs", "encode", PythonConstructors::encode);
        for (String copyreg : List.of("copyreg", "copy_reg")) {
            names.alias(
                    copyreg,
                    "_reconstructor",
                    new Global("copyreg", "_reconstructor", PythonConstructors::reconstruct));
        }
        names.add("collections", "OrderedDict", arguments -> dict(arguments, 0));
        names.add("collections", "Counter", arguments -> dict(arguments, 0));
        names.add("collections", "defaultdict", arguments -> dict(arguments, 1));
        names.add("collections", "deque", arguments -> new ArrayList<>(elements(arguments)));
        for (String decimal : List.of("decimal", "_decimal", "_pydecimal", "cdecimal")) {
            names.alias(decimal, "Decimal", new Global("decimal", "Decimal", PythonConstructors::decimal));
        }
        names.add("uuid", "UUID", arguments -> new UnfinishedUuid());
    }

    private static void addBuiltin(Globals.Names names, String module, String name, Constructor constructor) {
        names.alias(module, name, new Global("builtins", name, constructor));
    }

    private static byte[] bytes(Tuple arguments) throws IOException {
        Arguments.require(arguments, 0, 2);
        if (arguments.size() == 0) {
            return new byte[0];
        }
        if (arguments.size() == 2) {
            return encode(arguments);
        }
        Object source = arguments.get(0);
        if (source instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        }
        if (source instanceof List<?> numbers) {
            byte[] bytes = new byte[numbers.size()];
            for (int i = 0; i < bytes.length; i++) {
                long value = Arguments.cast(numbers.get(i), Long.class);
                if (value < 0 || value > 255) {
                    throw new IOException(value + " is not a byte");
                }
                bytes[i] = (byte) value;
            }
            return bytes;
        }
        return Arguments.cast(source, byte[].class).clone();
    }

    /** How protocols 0 to 2 write bytes: as a text of their characters in Latin-1. */
    private static byte[] encode(Tuple arguments) throws IOException {
        Arguments.require(arguments, 2, 2);
        String text = Arguments.get(arguments, 0, String.class);
        String encoding = Arguments.get(arguments, 1, String.class);
        if (!encoding.equals("latin1") && !encoding.equals("latin-1")) {
            throw new IOException("encoding '" + encoding + "' instead of latin1");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                throw new IOException("character " + i + " is not of Latin-1");
            }
        }
        return text.getBytes(ISO_8859_1);
    }

    private static Complex complex(Tuple arguments) throws IOException {
        Arguments.require(arguments, 2, 2);
        return new Complex(Arguments.get(arguments, 0, Double.class), Arguments.get(arguments, 1, Double.class));
    }

    private static Collection<? extends @Nullable Object> elements(Tuple arguments) throws IOException {
        Object elements = arguments.size() == 0 ? List.of() : arguments.get(0);
        return elements instanceof Tuple tuple ? tuple.toList() : Arguments.toCollection(elements);
    }

    private static Set<@Nullable Object> set(Collection<? extends @Nullable Object> elements) throws IOException {
        Set<@Nullable Object> set = new LinkedHashSet<>();
        Collisions collisions = new Collisions();
        for (Object element : elements) {
            Object hashable = Hashing.key(element);
            set.add(hashable);
            collisions.check(set, set, hashable);
        }
        return set;
    }

    /** A dict of another dict's items, or of pairs, which is what some versions write. */
    private static Map<@Nullable Object, @Nullable Object> dict(Tuple arguments, int index) throws IOException {
        Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
        Collisions collisions = new Collisions();
        Object items = arguments.size() <= index ? List.of() : arguments.get(index);
        if (items instanceof Map<?, ?> map) {
            dict.putAll(map);
            return dict;
        }
        for (Object item : Arguments.toList(items)) {
            List<?> pair = Arguments.toList(item);
            if (pair.size() != 2) {
                throw new IOException("an item of " + pair.size() + " values instead of a key and a value");
            }
            Object hashable = Hashing.key(pair.get(0));
            dict.put(hashable, pair.get(1));
            collisions.check(dict, dict.keySet(), hashable);
        }
        return dict;
    }

    private static Range range(Tuple arguments) throws IOException {
        Arguments.require(arguments, 3, 3);
        return new Range(
                Arguments.get(arguments, 0, Long.class),
                Arguments.get(arguments, 1, Long.class),
                Arguments.get(arguments, 2, Long.class));
    }

    private static Slice slice(Tuple arguments) throws IOException {
        Arguments.require(arguments, 3, 3);
        return new Slice(arguments.get(0), arguments.get(1), arguments.get(2));
    }

    private static @Nullable Object reconstruct(Tuple arguments) throws IOException {
        Arguments.require(arguments, 3, 3);
        Constructor constructor = Arguments.get(arguments, 0, Global.class).constructor();
        String base = Arguments.get(arguments, 1, Global.class).name();
        if (constructor == null || !base.equals("object") || arguments.get(2) != null) {
            throw new IOException("only plain objects can be rebuilt");
        }
        return constructor.construct(Tuple.of());
    }

    private static Object decimal(Tuple arguments) throws IOException {
        Arguments.require(arguments, 1, 1);
        String text = Arguments.get(arguments, 0, String.class);
        if (text.length() > PickleLimits.DEFAULT.digits()) {
            throw new IOException("a number of " + text.length() + " digits");
        }
        if (!DECIMAL.matcher(text).matches()) {
            return new SpecialDecimal(text);
        }
        try {
            BigDecimal value = new BigDecimal(text);
            return value.signum() == 0 && text.startsWith("-") ? new SpecialDecimal(text) : value;
        } catch (NumberFormatException e) {
            return new SpecialDecimal(text);
        }
    }

    /** A UUID whose number comes as its state. */
    private static final class UnfinishedUuid extends Unfinished {

        @Override
        public Object withState(@Nullable Object state) throws IOException {
            Object number = Arguments.toMap(state).get("int");
            BigInteger value =
                    number instanceof Long small ? BigInteger.valueOf(small) : Arguments.cast(number, BigInteger.class);
            if (value.signum() < 0 || value.compareTo(LARGEST_UUID) > 0) {
                throw new IOException("a UUID's number is of 128 bits");
            }
            return new UUID(value.shiftRight(64).longValue(), value.longValue());
        }
    }
}
