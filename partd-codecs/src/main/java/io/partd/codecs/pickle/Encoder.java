package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes one pickle. */
final class Encoder {

    private static final int BYTE = 0xff;
    private static final int SHORT = 0xffff;

    /** As many elements are on Python's stack at once. */
    private static final int BATCH = 1000;

    private final int protocol;
    private final PickleOutput out = new PickleOutput();
    private final IdentityMemo memo = new IdentityMemo();
    private final TextMemo texts = new TextMemo();
    private final Map<String, Integer> globals = new HashMap<>();
    private final Times times = new Times(this);
    private int depth;

    Encoder(int protocol) {
        this.protocol = protocol;
    }

    byte[] encode(@Nullable Object value) throws IOException {
        out.write(Opcode.PROTO);
        out.writeByte(protocol);
        if (protocol < 4) {
            save(value);
            out.write(Opcode.STOP);
            return out.toByteArray();
        }
        out.write(Opcode.FRAME);
        int length = out.length();
        out.writeLong(0);
        save(value);
        out.write(Opcode.STOP);
        out.setLong(length, out.length() - length - Long.BYTES);
        return out.toByteArray();
    }

    int protocol() {
        return protocol;
    }

    void write(Opcode opcode) throws IOException {
        out.write(opcode);
    }

    void save(@Nullable Object value) throws IOException {
        if (value == null) {
            out.write(Opcode.NONE);
        } else if (value instanceof String text) {
            saveText(text);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            saveLong(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            out.write(Opcode.BINFLOAT, ((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            out.write(truth ? Opcode.NEWTRUE : Opcode.NEWFALSE);
        } else if (value instanceof byte[] bytes) {
            saveBytes(bytes);
        } else if (value instanceof BytesKey key) {
            saveBytes(key.array());
        } else {
            if (++depth > PickleLimits.DEFAULT.depth()) {
                throw new IOException("values are nested more than " + PickleLimits.DEFAULT.depth() + " deep");
            }
            saveObject(value);
            depth--;
        }
    }

    /** Writes the number of a value that was written before; false if it was not. */
    private boolean saveAgain(Object value) throws IOException {
        int number = memo.find(value);
        if (number >= 0) {
            get(number);
        }
        return number >= 0;
    }

    private void saveObject(Object value) throws IOException {
        // A list or a map has its number before its elements are written, the others after.
        if (value instanceof List || value instanceof Map) {
            int number = memo.findOrAdd(value);
            if (number >= 0) {
                get(number);
                return;
            }
        } else if (saveAgain(value)) {
            return;
        }
        if (value instanceof List<?> list) {
            saveList(list);
        } else if (value instanceof Map<?, ?> map) {
            saveMap(map);
        } else if (value instanceof Tuple tuple) {
            saveTuple(tuple);
        } else if (value instanceof Set<?> set) {
            saveSet(set);
        } else if (value instanceof BigInteger integer) {
            saveInteger(integer);
        } else if (value instanceof BigDecimal decimal) {
            call("decimal", "Decimal", decimal.toString());
        } else if (value instanceof SpecialDecimal decimal) {
            call("decimal", "Decimal", decimal.text());
        } else if (value instanceof ByteBuffer buffer) {
            saveByteArray(buffer);
        } else if (value instanceof Complex complex) {
            call("builtins", "complex", complex.real(), complex.imaginary());
        } else if (value instanceof Range range) {
            call("builtins", "range", range.start(), range.stop(), range.step());
        } else if (value instanceof Slice slice) {
            call("builtins", "slice", slice.start(), slice.stop(), slice.step());
        } else if (value instanceof UUID uuid) {
            saveUuid(uuid);
        } else if (value instanceof Global global) {
            saveGlobal(global.module(), global.name());
        } else if (!times.save(value)) {
            throw new IOException("a " + value.getClass().getName() + " cannot be pickled");
        }
    }

    void saveText(String text) throws IOException {
        int number = texts.find(text);
        if (number >= 0) {
            get(number);
            return;
        }
        if (isAscii(text)) {
            saveTextLength(text.length());
            out.writeAscii(text);
        } else {
            byte[] utf8 = SurrogateUtf8.encode(text);
            saveTextLength(utf8.length);
            out.write(utf8);
        }
        texts.put(text, memo.count());
        put(memo.next());
    }

    private void saveTextLength(int length) throws IOException {
        if (protocol >= 4 && length <= BYTE) {
            out.write(Opcode.SHORT_BINUNICODE, (byte) length);
        } else {
            out.write(Opcode.BINUNICODE, length);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private void saveLong(long value) throws IOException {
        if (value >= 0 && value <= BYTE) {
            out.write(Opcode.BININT1, (byte) value);
        } else if (value >= 0 && value <= SHORT) {
            out.write(Opcode.BININT2, (short) value);
        } else if (value == (int) value) {
            out.write(Opcode.BININT, (int) value);
        } else {
            saveInteger(BigInteger.valueOf(value));
        }
    }

    private void saveInteger(BigInteger value) throws IOException {
        byte[] bytes = value.toByteArray();
        if (bytes.length <= BYTE) {
            out.write(Opcode.LONG1, (byte) bytes.length);
        } else {
            out.write(Opcode.LONG4, bytes.length);
        }
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.writeByte(bytes[i]);
        }
    }

    void saveBytes(byte[] bytes) throws IOException {
        if (saveAgain(bytes)) {
            return;
        }
        if (protocol < 3) {
            if (bytes.length == 0) {
                call("builtins", "bytes");
            } else {
                call("_codecs", "encode", new String(bytes, ISO_8859_1), "latin1");
            }
        } else {
            if (bytes.length <= BYTE) {
                out.write(Opcode.SHORT_BINBYTES, (byte) bytes.length);
            } else {
                out.write(Opcode.BINBYTES, bytes.length);
            }
            out.write(bytes);
        }
        memoize(bytes);
    }

    private void saveByteArray(ByteBuffer buffer) throws IOException {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        if (protocol < 5) {
            call("builtins", "bytearray", bytes);
        } else {
            out.write(Opcode.BYTEARRAY8);
            out.writeLong(bytes.length);
            out.write(bytes);
        }
        memoize(buffer);
    }

    private void saveList(List<?> list) throws IOException {
        out.write(Opcode.EMPTY_LIST);
        put(memo.count() - 1);
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            Object first = elements.next();
            if (!elements.hasNext()) {
                save(first);
                out.write(Opcode.APPEND);
                return;
            }
            out.write(Opcode.MARK);
            save(first);
            for (int i = 1; i < BATCH && elements.hasNext(); i++) {
                save(elements.next());
            }
            out.write(Opcode.APPENDS);
        }
    }

    private void saveMap(Map<?, ?> map) throws IOException {
        out.write(Opcode.EMPTY_DICT);
        put(memo.count() - 1);
        PythonKeys.require(map.keySet());
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            out.write(Opcode.MARK);
            for (int i = 0; i < BATCH && entries.hasNext(); i++) {
                Map.Entry<?, ?> entry = entries.next();
                save(entry.getKey());
                save(entry.getValue());
            }
            out.write(Opcode.SETITEMS);
        }
    }

    private void saveTuple(Tuple tuple) throws IOException {
        int size = tuple.size();
        if (size == 0) {
            out.write(Opcode.EMPTY_TUPLE);
            return;
        }
        if (size > 3) {
            out.write(Opcode.MARK);
        }
        for (int i = 0; i < size; i++) {
            save(tuple.get(i));
        }
        // It may have been written meanwhile, within a list or map that it contains.
        int number = memo.find(tuple);
        if (number < 0) {
            out.write(
                    switch (size) {
                        case 1 -> Opcode.TUPLE1;
                        case 2 -> Opcode.TUPLE2;
                        case 3 -> Opcode.TUPLE3;
                        default -> Opcode.TUPLE;
                    });
            memoize(tuple);
            return;
        }
        if (size > 3) {
            out.write(Opcode.POP_MARK);
        } else {
            for (int i = 0; i < size; i++) {
                out.write(Opcode.POP);
            }
        }
        get(number);
    }

    private void saveSet(Set<?> set) throws IOException {
        PythonKeys.require(set);
        if (protocol < 4) {
            saveGlobal("builtins", set instanceof FrozenSet ? "frozenset" : "set");
            out.write(Opcode.EMPTY_LIST);
            out.write(Opcode.MARK);
            saveAll(set);
            out.write(Opcode.APPENDS);
            out.write(Opcode.TUPLE1);
            out.write(Opcode.REDUCE);
            memoize(set);
        } else if (set instanceof FrozenSet) {
            out.write(Opcode.MARK);
            saveAll(set);
            out.write(Opcode.FROZENSET);
            memoize(set);
        } else {
            out.write(Opcode.EMPTY_SET);
            memoize(set);
            out.write(Opcode.MARK);
            saveAll(set);
            out.write(Opcode.ADDITEMS);
        }
    }

    private void saveAll(Iterable<?> values) throws IOException {
        for (Object value : values) {
            save(value);
        }
    }

    private void saveUuid(UUID uuid) throws IOException {
        saveGlobal("uuid", "UUID");
        out.write(Opcode.EMPTY_TUPLE);
        out.write(Opcode.NEWOBJ);
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        save(Map.of("int", Numbers.narrowed(new BigInteger(1, bytes))));
        out.write(Opcode.BUILD);
        memoize(uuid);
    }

    /** Writes a call of a class or function. */
    void call(String module, String name, @Nullable Object... arguments) throws IOException {
        saveGlobal(module, name);
        if (arguments.length == 0) {
            out.write(Opcode.EMPTY_TUPLE);
        } else {
            out.write(Opcode.MARK);
            saveAll(Arrays.asList(arguments));
            out.write(Opcode.TUPLE);
        }
        out.write(Opcode.REDUCE);
    }

    private void saveGlobal(String module, String name) throws IOException {
        String fullName = module + "." + name;
        Integer number = globals.get(fullName);
        if (number != null) {
            get(number);
            return;
        }
        if (protocol >= 4) {
            saveText(module);
            saveText(name);
            out.write(Opcode.STACK_GLOBAL);
        } else {
            boolean old = protocol == 2 && module.equals("builtins");
            out.write(Opcode.GLOBAL);
            out.write(SurrogateUtf8.encode(old ? "__builtin__\n" : module + "\n"));
            out.write(SurrogateUtf8.encode(old && name.equals("range") ? "xrange\n" : name + "\n"));
        }
        globals.put(fullName, memo.count());
        put(memo.next());
    }

    /** Gives what is on top of Python's stack a number, by which it is written the next time. */
    void memoize(Object value) throws IOException {
        memo.add(value);
        put(memo.count() - 1);
    }

    private void put(int number) throws IOException {
        if (protocol >= 4) {
            out.write(Opcode.MEMOIZE);
        } else if (number <= BYTE) {
            out.write(Opcode.BINPUT, (byte) number);
        } else {
            out.write(Opcode.LONG_BINPUT, number);
        }
    }

    private void get(int number) throws IOException {
        if (number <= BYTE) {
            out.write(Opcode.BINGET, (byte) number);
        } else {
            out.write(Opcode.LONG_BINGET, number);
        }
    }
}
