package io.partd.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What was done to a store, in the order in which it ended. Can be kept in a file, a line for each operation, and read
 * again. Thread-safe.
 */
public final class History {

    private static final String SEPARATOR = "\t";

    private final LongSupplier clock;
    private final List<Operation> operations = new ArrayList<>();

    private History(LongSupplier clock) {
        this.clock = clock;
    }

    /** Begins one of the threads of this process, whose moments are simply counted. */
    public static History ofThreads() {
        AtomicLong moment = new AtomicLong();
        return new History(moment::incrementAndGet);
    }

    /** Begins one that can be joined with those of other processes of this machine: its moments are of its clock. */
    public static History ofProcess() {
        return new History(System::nanoTime);
    }

    /** Returns this moment. */
    long moment() {
        return clock.getAsLong();
    }

    /** Adds an operation that has ended. */
    synchronized void add(Operation operation) {
        operations.add(operation);
    }

    /** Says that everybody who used the store has ended, and how: {@link Operation#KILL} or another of them. */
    public void restart(String loss) {
        long now = moment();
        add(new Operation("-", Operation.Kind.RESTART, new TreeMap<>(), loss, now, now, Operation.Outcome.OK));
    }

    /** Adds what others did meanwhile. */
    public void addAll(History other) {
        List<Operation> theirs = other.operations();
        synchronized (this) {
            operations.addAll(theirs);
        }
    }

    /** Returns the operations by their beginning. */
    public synchronized List<Operation> operations() {
        List<Operation> sorted = new ArrayList<>(operations);
        sorted.sort(Comparator.comparingLong(Operation::start));
        return sorted;
    }

    /** Writes it to a file. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Operation operation : operations()) {
            StringBuilder values = new StringBuilder();
            operation.values().forEach((key, numbers) -> {
                values.append(SEPARATOR).append(escaped(key));
                numbers.forEach(number -> values.append(',').append(Long.toHexString(number)));
            });
            lines.add(String.join(
                            SEPARATOR,
                            escaped(operation.thread()),
                            operation.kind().name(),
                            operation.outcome().name(),
                            Long.toString(operation.start()),
                            Long.toString(operation.end()),
                            escaped(operation.detail()))
                    + values);
        }
        Files.write(file, lines);
    }

    /** Reads one from a file. */
    public static History read(Path file) throws IOException {
        History history = new History(() -> {
            throw new IllegalStateException("a history from a file has ended");
        });
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split(SEPARATOR, -1);
            SortedMap<String, List<Long>> values = new TreeMap<>();
            for (String field : List.of(fields).subList(6, fields.length)) {
                String[] parts = field.split(",", -1);
                List<Long> numbers = new ArrayList<>();
                for (String part : List.of(parts).subList(1, parts.length)) {
                    numbers.add(Long.parseLong(part, 16));
                }
                values.put(unescaped(parts[0]), numbers);
            }
            history.add(new Operation(
                    unescaped(fields[0]),
                    Operation.Kind.valueOf(fields[1]),
                    values,
                    unescaped(fields[5]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    Operation.Outcome.valueOf(fields[2])));
        }
        return history;
    }

    /** Writes what separates fields and lines, and the escape itself, as %XX of its UTF-8. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == ',' || c == '%') {
                escaped.append(String.format("%%%02x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }

    /** Returns the operations, a line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        operations().forEach(operation -> text.append(operation).append('\n'));
        return text.toString();
    }
}
