package io.partd.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * What a command reads from and writes to.
 *
 * @param in standard input
 * @param out standard output, for bytes; writing to a closed pipe throws {@link ClosedOutputException}
 * @param err standard error, for text
 * @param person whom to ask; null if there is nobody at a terminal
 */
record Streams(
        InputStream in,
        OutputStream out,
        PrintStream err,
        @Nullable Person person) {

    /** Somebody who answers questions. */
    @FunctionalInterface
    interface Person {

        /** Returns the answer, null if there is none. */
        @Nullable
        String ask(String question);
    }

    Streams {
        out = new StandardOutput(out);
    }

    /** Returns those of this process. */
    static Streams system() {
        return new Streams(System.in, new FileOutputStream(FileDescriptor.out), System.err, atTerminal());
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
