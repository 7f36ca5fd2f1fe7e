package io.partd.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** What a command reads from and writes to. */
final class Streams {

    private final InputStream in;
    private final StandardOutput out;
    private final StandardOutput errors;
    private final PrintStream err;
    private final @Nullable Person person;

    /** Somebody who answers questions. */
    @FunctionalInterface
    interface Person {

        /** Returns the answer, null if there is none. */
        @Nullable
        String ask(String question);
    }

    /**
     * Makes them.
     *
     * @param err standard error, in the platform's encoding
     * @param person whom to ask; null if there is nobody at a terminal
     */
    Streams(InputStream in, OutputStream out, OutputStream err, @Nullable Person person) {
        this.in = in;
        this.out = new StandardOutput("standard output", out);
        errors = new StandardOutput("standard error", err);
        this.err = new PrintStream(errors, true, Charset.defaultCharset());
        this.person = person;
    }

    /** Returns those of this process. */
    static Streams system() throws IOException {
        InputStream in = StandardDescriptors.claim() ? System.in : new ClosedInput();
        return new Streams(
                in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), atTerminal());
    }

    /** Returns standard input. */
    InputStream in() {
        return in;
    }

    /** Returns standard output, for bytes; writing to a closed pipe throws {@link ClosedOutputException}. */
    OutputStream out() {
        return out;
    }

    /** Returns standard error, for text. */
    PrintStream err() {
        return err;
    }

    /** Returns whom to ask; null if there is nobody at a terminal. */
    @Nullable
    Person person() {
        return person;
    }

    /** Tells whether standard output is a terminal, as far as what started this process says so. */
    boolean isTerminal() {
        return Boolean.getBoolean("partd.terminal.out");
    }

    /**
     * Checks that all that was written or printed has reached standard output and standard error, or readers that have
     * had enough.
     *
     * @throws IOException the first failure to write
     */
    void requireWritten() throws IOException {
        out.requireWritten();
        errors.requireWritten();
    }

    @SuppressWarnings("SystemConsoleNull") // isTerminal knows
    private static @Nullable Person atTerminal() {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            return null;
        }
        return question -> console.readLine("%s", question);
    }

    /** From Java 22 on there may be a console where there is no terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        if (Runtime.version().feature() < 22) {
            return true;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
