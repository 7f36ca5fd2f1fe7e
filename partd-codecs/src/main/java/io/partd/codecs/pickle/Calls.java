package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The opcodes that name something outside of the pickle: classes and functions to call, and what is not supported. */
final class Calls {

    private final PickleInput in;
    private final OperandStack stack;
    private final Memo memo;
    private final Globals globals;
    private final Budget budget;

    Calls(PickleInput in, OperandStack stack, Memo memo, Globals globals, Budget budget) {
        this.in = in;
        this.stack = stack;
        this.memo = memo;
        this.globals = globals;
        this.budget = budget;
    }

    void execute(Opcode opcode) throws IOException {
        switch (opcode) {
            case GLOBAL -> stack.push(global(), 0);
            case STACK_GLOBAL -> {
                Object name = stack.pop();
                Object module = stack.pop();
                if (!(name instanceof String nameText) || !(module instanceof String moduleText)) {
                    throw new IOException("a module's name and a name in it are expected, not "
                            + PythonTypes.describe(module) + " and " + PythonTypes.describe(name));
                }
                stack.push(globals.find(moduleText, nameText), 0);
            }
            case REDUCE, NEWOBJ -> {
                Object arguments = stack.pop();
                int depth = stack.depthAbove(0);
                call(stack.pop(), arguments, depth);
            }
            case NEWOBJ_EX -> {
                Object named = stack.pop();
                Object arguments = stack.pop();
                int depth = stack.depthAbove(0);
                if (!(named instanceof Map<?, ?> map) || !map.isEmpty()) {
                    throw new IOException("arguments with names are not supported");
                }
                call(stack.pop(), arguments, depth);
            }
            case INST -> {
                Global global = global();
                Object[] arguments = stack.popToMark();
                call(global, Tuple.over(arguments), 1 + stack.deepestAbove(arguments.length));
            }
            case OBJ -> {
                Object[] all = stack.popToMark();
                if (all.length == 0) {
                    throw new IOException("there is no class above the mark");
                }
                Tuple arguments = Tuple.over(Arrays.copyOfRange(all, 1, all.length));
                call(all[0], arguments, 1 + stack.deepestAbove(all.length));
            }
            case BUILD -> build();
            case EXT1 -> throw extension(in.readUnsignedByte());
            case EXT2 -> throw extension(in.readUnsignedShort());
            case EXT4 -> throw extension(in.readUnsignedInt());
            case PERSID -> throw persistent("'" + in.readLine() + "'");
            case BINPERSID -> throw persistent(PythonTypes.describe(stack.pop()));
            default -> throw new AssertionError(opcode);
        }
    }

    private Global global() throws IOException {
        String module = in.readLine();
        String name = in.readLine();
        return globals.find(utf8(module), utf8(name));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(ISO_8859_1), UTF_8);
    }

    private void call(@Nullable Object called, @Nullable Object arguments, int depth) throws IOException {
        if (!(called instanceof Global global)) {
            throw new IOException(PythonTypes.describe(called) + " cannot be called");
        }
        if (!(arguments instanceof Tuple tuple)) {
            throw new IOException("arguments are " + PythonTypes.describe(arguments) + ", not a tuple");
        }
        charge(tuple);
        Constructor constructor = global.constructor();
        if (constructor == null) {
            throw new IOException("pickle calls '" + global + "', which is not allowed");
        }
        Object value;
        try {
            value = constructor.construct(tuple);
        } catch (IOException | RuntimeException e) {
            throw new IOException("'" + global + "' refuses its arguments: " + e.getMessage(), e);
        }
        stack.push(value, budget.requireDepth(depth));
    }

    /** What a constructor may copy or compare. */
    private void charge(Tuple arguments) throws IOException {
        for (Object argument : arguments) {
            if (argument instanceof Map<?, ?> map) {
                charge(map.keySet());
            } else if (argument instanceof Collection<?> elements) {
                charge(elements);
            } else if (argument instanceof ByteBuffer buffer) {
                budget.charge(buffer.remaining());
            } else {
                budget.charge(Hashing.weight(argument));
            }
        }
    }

    private void charge(Collection<?> elements) throws IOException {
        budget.charge(elements.size());
        for (Object element : elements) {
            budget.chargeKey(Hashing.weight(element));
        }
    }

    private void build() throws IOException {
        Object state = stack.pop();
        if (!(stack.peek() instanceof Unfinished unfinished)) {
            throw new IOException(PythonTypes.describe(stack.peek()) + " takes no state");
        }
        if (unfinished.isSettled()) {
            throw Memo.containsItself();
        }
        int depth = Math.max(stack.depthAbove(0) + 1, stack.topDepth());
        Object value;
        try {
            value = unfinished.withState(state);
        } catch (RuntimeException e) {
            throw new IOException("the state does not fit: " + e.getMessage(), e);
        }
        if (value instanceof Unfinished) {
            throw new IOException("a value has no end to its states");
        }
        memo.replace(unfinished, value, budget.requireDepth(depth));
        stack.setTop(value, depth);
    }

    private static IOException extension(long code) {
        return new IOException("pickle names code " + code + " of Python's extension registry, which is not supported");
    }

    private static IOException persistent(String id) {
        return new IOException("pickle names something outside of it by " + id + ", which is not supported");
    }
}
