package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** NumPy's arrays, scalars and dtypes, under the names that its versions 1 and 2 pickle. */
final class NumpyConstructors {

    private static final Pattern DESCRIPTION = Pattern.compile("[biufcOSUVMm]\\d{0,9}");
    private static final Pattern UNIT = Pattern.compile("[a-zA-Zμ]{1,7}");
    private static final int MOST_DIMENSIONS = 64;
    private static final int REFERENCE = 8;
    private static final int CHARACTER = 4;

    private NumpyConstructors() {}

    static void addTo(Globals.Names names) {
        names.add("numpy", "ndarray", null);
        names.add("numpy", "dtype", UnfinishedDtype::of);
        for (String core : List.of("numpy.core", "numpy._core")) {
            names.add(core + ".multiarray", "_reconstruct", arguments -> new UnfinishedArray());
            names.add(core + ".multiarray", "scalar", NumpyConstructors::scalar);
            names.add(core + ".numeric", "_frombuffer", NumpyConstructors::fromBuffer);
        }
    }

    private static NumpyValue scalar(Tuple arguments) throws IOException {
        Arguments.require(arguments, 1, 2);
        NumpyDtype dtype = Arguments.get(arguments, 0, NumpyDtype.class);
        return value(dtype, List.of(), false, arguments.size() == 1 ? new byte[0] : arguments.get(1));
    }

    private static NumpyValue fromBuffer(Tuple arguments) throws IOException {
        Arguments.require(arguments, 4, 4);
        NumpyDtype dtype = Arguments.get(arguments, 1, NumpyDtype.class);
        String order = Arguments.get(arguments, 3, String.class);
        if (!order.equals("C") && !order.equals("F")) {
            throw new IOException("order '" + order + "' instead of C or F");
        }
        return value(dtype, shape(arguments.get(2)), order.equals("F"), bytes(arguments.get(0)));
    }

    private static byte[] bytes(@Nullable Object source) throws IOException {
        if (source instanceof ByteBuffer buffer) {
            if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.remaining()) {
                return buffer.array();
            }
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        }
        return Arguments.cast(source, byte[].class);
    }

    private static List<Integer> shape(@Nullable Object value) throws IOException {
        // An array within an array of one dimension has its length as it is.
        Tuple lengths = value instanceof Long ? Tuple.of(value) : Arguments.cast(value, Tuple.class);
        if (lengths.size() > MOST_DIMENSIONS) {
            throw new IOException(lengths.size() + " dimensions");
        }
        List<Integer> shape = new ArrayList<>(lengths.size());
        for (int i = 0; i < lengths.size(); i++) {
            int length = Arguments.getInt(lengths, i);
            if (length < 0) {
                throw new IOException("a dimension of length " + length);
            }
            shape.add(length);
        }
        return shape;
    }

    private static NumpyValue value(NumpyDtype dtype, List<Integer> shape, boolean fortranOrder, @Nullable Object data)
            throws IOException {
        long count = 1;
        for (int length : shape) {
            count = length == 0 || count == 0 ? 0 : Math.multiplyExact(count, length);
        }
        if (dtype.isObject()) {
            List<@Nullable Object> objects = new ArrayList<>();
            if (shape.isEmpty() && !(data instanceof List)) {
                objects.add(data);
            } else {
                objects.addAll(Arguments.toCollection(data));
            }
            requireSize(dtype, shape, count, objects.size(), "objects");
            return new NumpyValue(dtype, shape, fortranOrder, objects);
        }
        byte[] bytes = Arguments.cast(data, byte[].class);
        requireSize(dtype, shape, Math.multiplyExact(count, dtype.itemSize()), bytes.length, "bytes");
        return new NumpyValue(dtype, shape, fortranOrder, bytes);
    }

    private static void requireSize(NumpyDtype dtype, List<Integer> shape, long expected, long actual, String what)
            throws IOException {
        if (actual != expected) {
            throw new IOException("an array of " + dtype + shape + " has " + expected + " " + what + ", not " + actual);
        }
    }

    /** An array whose shape, type and bytes come as its state. */
    private static final class UnfinishedArray extends Unfinished {

        @Override
        public Object withState(@Nullable Object state) throws IOException {
            Tuple parts = Arguments.require(Arguments.cast(state, Tuple.class), 4, 5);
            // The first is a version, unless it was left out.
            int at = parts.size() - 4;
            NumpyDtype dtype = Arguments.get(parts, at + 1, NumpyDtype.class);
            boolean fortranOrder = Arguments.get(parts, at + 2, Boolean.class);
            return value(dtype, shape(parts.get(at)), fortranOrder, parts.get(at + 3));
        }
    }

    /** A dtype whose byte order and fields come as its state. */
    private static final class UnfinishedDtype extends Unfinished {

        private final String description;

        private UnfinishedDtype(String description) {
            this.description = description;
        }

        static UnfinishedDtype of(Tuple arguments) throws IOException {
            Arguments.require(arguments, 1, 3);
            String description = Arguments.get(arguments, 0, String.class);
            if (!DESCRIPTION.matcher(description).matches()) {
                throw new IOException("'" + description + "' is not a type of NumPy");
            }
            return new UnfinishedDtype(description);
        }

        /** The state: version, byte order, array within, names, fields, size, alignment, flags, and a time's unit. */
        @Override
        public Object withState(@Nullable Object state) throws IOException {
            Tuple parts = Arguments.require(Arguments.cast(state, Tuple.class), 8, 9);
            String order = Arguments.get(parts, 1, String.class);
            if (!order.matches("[<>|=]")) {
                throw new IOException("byte order '" + order + "' instead of < or >");
            }
            int itemSize = itemSize(Arguments.toInt(Arguments.get(parts, 5, Long.class)));
            String unit = parts.size() == 9 ? unit(parts.get(8)) : "";
            // A byte has no order.
            String shownOrder = order.equals("=") ? "<" : order;
            List<NumpyDtype.Field> fields =
                    parts.get(3) == null ? List.of() : fields(parts.get(3), Arguments.toMap(parts.get(4)));
            if (parts.get(2) == null) {
                return new NumpyDtype(shownOrder + text() + unit, itemSize, fields, null, List.of());
            }
            Tuple within = Arguments.require(Arguments.get(parts, 2, Tuple.class), 2, 2);
            NumpyDtype base = Arguments.get(within, 0, NumpyDtype.class);
            return new NumpyDtype("|" + text(), itemSize, fields, base, shape(within.get(1)));
        }

        /** NumPy's text for an object has no size. */
        private String text() {
            return description.startsWith("O") ? "O" : description;
        }

        private int itemSize(int stated) throws IOException {
            int described = description.length() == 1
                    ? 0
                    : Arguments.toInt(Long.parseLong(description, 1, description.length(), 10));
            int size = switch (description.charAt(0)) {
                case 'O' -> REFERENCE;
                case 'U' -> Math.multiplyExact(CHARACTER, described);
                default -> described;
            };
            if (stated >= 0 && stated != size) {
                throw new IOException("a '" + description + "' of " + stated + " bytes");
            }
            return size;
        }

        private static String unit(@Nullable Object metadata) throws IOException {
            Tuple parts = Arguments.require(Arguments.cast(metadata, Tuple.class), 2, 2);
            Tuple unit = Arguments.require(Arguments.get(parts, 1, Tuple.class), 4, 4);
            String name = new String(Arguments.get(unit, 0, byte[].class), UTF_8);
            if (!UNIT.matcher(name).matches() || Arguments.getInt(unit, 1) < 1 || Arguments.getInt(unit, 2) != 1) {
                throw new IOException("a time in units of " + unit);
            }
            int count = Arguments.getInt(unit, 1);
            return name.equals("generic") ? "" : "[" + (count == 1 ? "" : count) + name + "]";
        }

        private static List<NumpyDtype.Field> fields(@Nullable Object names, Map<?, ?> byName) throws IOException {
            List<NumpyDtype.Field> fields = new ArrayList<>();
            for (Object name : Arguments.cast(names, Tuple.class)) {
                Tuple field = Arguments.require(Arguments.cast(byName.get(name), Tuple.class), 2, 3);
                fields.add(new NumpyDtype.Field(
                        Arguments.cast(name, String.class),
                        Arguments.get(field, 0, NumpyDtype.class),
                        Arguments.getInt(field, 1)));
            }
            return fields;
        }
    }
}
