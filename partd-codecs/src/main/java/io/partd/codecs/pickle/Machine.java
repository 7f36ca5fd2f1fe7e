package io.partd.codecs.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Runs one pickle. */
final class Machine {

    private static final int HIGHEST_PROTOCOL = 5;

    private final PickleInput in;
    private final Budget budget;
    private final Iterator<ByteBuffer> buffers;
    private final OperandStack stack = new OperandStack();
    private final Memo memo = new Memo();
    private final Nesting nesting;
    private final Containers containers;
    private final Calls calls;

    Machine(byte[] pickle, Globals globals, PickleLimits limits, Iterable<ByteBuffer> buffers) {
        in = new PickleInput(pickle);
        this.buffers = buffers.iterator();
        budget = new Budget(limits, pickle.length);
        nesting = new Nesting(limits, pickle.length);
        containers = new Containers(stack, budget);
        calls = new Calls(in, stack, memo, globals, budget);
    }

    @Nullable
    Object run() throws IOException {
        while (true) {
            int at = in.position();
            Opcode opcode = null;
            try {
                opcode = nextOpcode();
                if (opcode == Opcode.STOP) {
                    return result();
                }
                budget.chargeObject();
                execute(opcode);
            } catch (IOException e) {
                throw new IOException(
                        (opcode == null ? "" : opcode + " ") + "at byte " + at + ": " + e.getMessage(), e);
            }
        }
    }

    private Opcode nextOpcode() throws IOException {
        if (in.position() == in.length()) {
            throw new IOException("pickle is cut off: it does not end with STOP");
        }
        int code = in.readUnsignedByte();
        Opcode opcode = Opcode.of(code);
        if (opcode == null) {
            throw new IOException(String.format("0x%02x is not an opcode of a pickle", code));
        }
        return opcode;
    }

    private @Nullable Object result() throws IOException {
        Object value = stack.pop();
        if (in.position() < in.length()) {
            throw new IOException("pickle ends after " + in.position() + " of " + in.length() + " bytes");
        }
        nesting.check(value);
        return value;
    }

    private void execute(Opcode opcode) throws IOException {
        switch (opcode) {
            case MARK -> stack.mark();
            case POP -> pop();
            case POP_MARK -> stack.popToMark();
            case DUP -> duplicate();
            case PROTO -> requireProtocol(in.readUnsignedByte());
            case FRAME -> in.require(in.readLong());
            case NONE -> push(null);
            case NEWTRUE -> push(true);
            case NEWFALSE -> push(false);
            case INT -> push(Numbers.parseInt(in.readLine(), limits()));
            case BININT -> push((long) in.readInt());
            case BININT1 -> push((long) in.readUnsignedByte());
            case BININT2 -> push((long) in.readUnsignedShort());
            case LONG -> push(Numbers.parseLong(in.readLine(), limits()));
            case LONG1 -> push(Numbers.ofLittleEndian(in.readBytes(in.readUnsignedByte())));
            case LONG4 -> push(Numbers.ofLittleEndian(in.readBytes(in.readInt())));
            case FLOAT -> push(Numbers.parseDouble(in.readLine()));
            case BINFLOAT -> push(in.readDouble());
            case STRING -> push(Escapes.ofString(in.readLine()));
            case BINSTRING -> push(Escapes.requireAscii(in.readLatin1(in.readInt())));
            case SHORT_BINSTRING -> push(Escapes.requireAscii(in.readLatin1(in.readUnsignedByte())));
            case UNICODE -> push(Escapes.ofUnicode(in.readLine()));
            case BINUNICODE -> push(in.readUtf8(in.readUnsignedInt()));
            case SHORT_BINUNICODE -> push(in.readUtf8(in.readUnsignedByte()));
            case BINUNICODE8 -> push(in.readUtf8(in.readLong()));
            case BINBYTES -> push(in.readBytes(in.readUnsignedInt()));
            case SHORT_BINBYTES -> push(in.readBytes(in.readUnsignedByte()));
            case BINBYTES8 -> push(in.readBytes(in.readLong()));
            case BYTEARRAY8 -> push(ByteBuffer.wrap(in.readBytes(in.readLong())));
            case NEXT_BUFFER -> push(nextBuffer());
            case READONLY_BUFFER -> readOnlyBuffer();
            case EMPTY_TUPLE -> push(Tuple.of());
            case GET -> get(Numbers.parseIndex(in.readLine()));
            case BINGET -> get(in.readUnsignedByte());
            case LONG_BINGET -> get(in.readUnsignedInt());
            case PUT -> put(Numbers.parseIndex(in.readLine()));
            case BINPUT -> put(in.readUnsignedByte());
            case LONG_BINPUT -> put(in.readUnsignedInt());
            case MEMOIZE -> put(memo.count());
            case EMPTY_LIST,
                    EMPTY_DICT,
                    EMPTY_SET,
                    TUPLE1,
                    TUPLE2,
                    TUPLE3,
                    TUPLE,
                    LIST,
                    DICT,
                    FROZENSET,
                    APPEND,
                    APPENDS,
                    SETITEM,
                    SETITEMS,
                    ADDITEMS -> containers.execute(opcode);
            default -> calls.execute(opcode);
        }
    }

    private PickleLimits limits() {
        return budget.limits();
    }

    private void push(@Nullable Object value) {
        stack.push(value, 0);
    }

    private void pop() throws IOException {
        if (stack.isEmptyAboveMark()) {
            stack.popToMark();
        } else {
            stack.pop();
        }
    }

    private static void requireProtocol(int protocol) throws IOException {
        if (protocol > HIGHEST_PROTOCOL) {
            throw new IOException("pickle is of protocol " + protocol + "; 0 to " + HIGHEST_PROTOCOL + " are known");
        }
    }

    private void get(long index) throws IOException {
        Object value = memo.get(index);
        nesting.useAgain(value);
        stack.push(value, memo.depth(index));
    }

    private void put(long index) throws IOException {
        memo.put(index, stack.peek(), stack.topDepth(), in.position());
    }

    private void duplicate() throws IOException {
        Object value = stack.peek();
        if (value instanceof Unfinished) {
            throw new IOException("a value is used twice before it has its state");
        }
        nesting.useAgain(value);
        stack.push(value, stack.topDepth());
    }

    private ByteBuffer nextBuffer() throws IOException {
        if (!buffers.hasNext()) {
            throw new IOException("pickle has data outside of it, in a buffer that is not given");
        }
        return buffers.next();
    }

    private void readOnlyBuffer() throws IOException {
        if (!(stack.peek() instanceof ByteBuffer buffer)) {
            throw new IOException(PythonTypes.describe(stack.peek()) + " is not a buffer");
        }
        stack.setTop(buffer.asReadOnlyBuffer(), 0);
    }
}
