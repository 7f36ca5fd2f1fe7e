package io.partd.history;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes values of which no two are alike, and finds them again in what a store returns. Each begins with its number,
 * which says its length and who made it; every other byte follows from the number, so that no byte may change.
 * Thread-safe.
 */
public final class UniqueValues {

    /** The shortest value, in bytes: it has nothing but its number. */
    public static final int SHORTEST = 18;

    private static final int SIZE_BITS = 24;
    private static final int COUNT_BITS = 24;
    private static final long LARGEST_SIZE = (1 << SIZE_BITS) - 1;
    private static final long LARGEST_ORIGIN = (1 << 15) - 1;

    private final long origin;
    private final AtomicLong count = new AtomicLong();

    /**
     * Begins.
     *
     * @param origin who makes the values, from 0 to 32767; another number in each process
     */
    public UniqueValues(int origin) {
        if (origin < 0 || origin > LARGEST_ORIGIN) {
            throw new IllegalArgumentException("origin " + origin + "; it must be from 0 to " + LARGEST_ORIGIN);
        }
        this.origin = origin;
    }

    /** Returns a number that has not been there before, for a value of so many bytes, {@link #SHORTEST} at least. */
    public long next(int size) {
        if (size < SHORTEST || size > LARGEST_SIZE) {
            throw new IllegalArgumentException(
                    "a value of " + size + " bytes; it must have from " + SHORTEST + " to " + LARGEST_SIZE);
        }
        return (origin << COUNT_BITS | count.incrementAndGet()) << SIZE_BITS | size;
    }

    /** Returns the value of a number. */
    public static byte[] value(long number) {
        byte[] value = new byte[size(number)];
        for (int i = 0; i < value.length; i++) {
            value[i] = filler(number, i);
        }
        byte[] head = String.format("<%016x>", number).getBytes(US_ASCII);
        System.arraycopy(head, 0, value, 0, head.length);
        return value;
    }

    private static byte filler(long number, int at) {
        return (byte) ((number >>> SIZE_BITS) * 31 + at * 7L + (at >>> 8));
    }

    /** Returns how many bytes the value of a number has. */
    static int size(long number) {
        return (int) (number & LARGEST_SIZE);
    }

    /** Returns a short name for messages: who made it, and the how-manieth it was. */
    static String name(long number) {
        long origin = number >>> (SIZE_BITS + COUNT_BITS);
        return (origin == 0 ? "" : origin + ".") + (number >>> SIZE_BITS & (1 << COUNT_BITS) - 1);
    }

    /** Returns the number of one value alone; empty if it is none of these. */
    public static Optional<Long> number(byte[] value) {
        List<Long> numbers = new ArrayList<>();
        return parse(value, numbers) == value.length && numbers.size() == 1
                ? Optional.of(numbers.get(0))
                : Optional.empty();
    }

    /**
     * Finds the numbers of values that follow each other.
     *
     * @return up to which byte there are whole values: the length if there is nothing else
     */
    public static int parse(byte[] bytes, List<Long> numbers) {
        int at = 0;
        while (at < bytes.length) {
            long number = numberAt(bytes, at);
            int size = size(number);
            if (number <= 0 || size < SHORTEST || size > bytes.length - at) {
                return at;
            }
            for (int i = SHORTEST; i < size; i++) {
                if (bytes[at + i] != filler(number, i)) {
                    return at;
                }
            }
            numbers.add(number);
            at += size;
        }
        return at;
    }

    private static long numberAt(byte[] bytes, int at) {
        if (bytes.length - at < SHORTEST || bytes[at] != '<' || bytes[at + SHORTEST - 1] != '>') {
            return -1;
        }
        long number = 0;
        for (int i = at + 1; i < at + SHORTEST - 1; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
