package io.partd.cli;

import io.partd.CodecMismatchException;
import io.partd.CorruptDataException;
import io.partd.cli.running.OneLine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error, in one line, what went wrong, and with which status to exit. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private static final String VERIFY = "'partd verify";

    private final Streams streams;
    private final PartdCommand options;

    Failures(Streams streams, PartdCommand options) {
        this.streams = streams;
        this.options = options;
    }

    /** Reports arguments that make no sense, and where to read about those that do. */
    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String message = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
            String first = unmatched.getUnmatched().get(0);
            if (!first.startsWith("-")) {
                message = "no command '" + first + "'; there are " + String.join(", ", Subcommands.names());
            }
        }
        return wrongUse(command, message, e);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return failed(command, e);
    }

    /** Reports why a command failed; that its output is no longer wanted is no failure. */
    int failed(CommandLine command, Throwable e) {
        if (e instanceof ClosedOutputException) {
            return DONE;
        }
        if (isWrongUse(e)) {
            return wrongUse(command, e.getMessage(), e);
        }
        String message = message(e);
        boolean advised = !(e instanceof CorruptDataException) || message.contains(VERIFY);
        report(advised ? message : message + "; " + VERIFY + "' finds all that cannot be read", e);
        return FAILED;
    }

    /**
     * Tells whether our own code has refused an argument on purpose. What it was that somebody else's method refused is
     * our fault, unless it is a path.
     */
    private static boolean isWrongUse(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e instanceof InvalidPathException
                || (e.getClass() == IllegalArgumentException.class
                        && trace.length > 0
                        && trace[0].getClassName().startsWith("io.partd."));
    }

    private int wrongUse(CommandLine command, @Nullable String message, Throwable e) {
        report(String.valueOf(message), e);
        streams.err().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return WRONG_USE;
    }

    private void report(String message, Throwable e) {
        streams.err().println("partd: " + OneLine.of(message));
        if (options.isDebug()) {
            e.printStackTrace(streams.err());
        }
    }

    /** Returns what happened and, where that is known, what to do. */
    static String message(Throwable e) {
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return message(e.getCause());
        }
        if (e instanceof FileSystemException file) {
            return message(file);
        }
        if (e instanceof CodecMismatchException mismatch) {
            return "the dataset has values that are encoded by " + mismatch.remembered() + "; use --codec "
                    + mismatch.remembered() + ", or --codec none for the bytes as they are stored";
        }
        if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        if (e instanceof IOException && e.getMessage() != null) {
            return e.getMessage();
        }
        if (e instanceof UnsatisfiedLinkError && e.getMessage() != null) {
            return e.getMessage();
        }
        if (e instanceof OutOfMemoryError) {
            return "out of memory (" + e.getMessage() + "); give Java more, as in PARTD_JAVA_OPTS=-Xmx4g";
        }
        return "unexpected " + e + "; --debug shows where, which is worth a bug report";
    }

    private static String message(FileSystemException e) {
        if (e.getReason() != null || e.getFile() == null) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof NoSuchFileException) {
            return e.getFile() + ": no such file; check the path";
        }
        if (e instanceof AccessDeniedException) {
            return e.getFile() + ": permission denied; check who may read and write it";
        }
        if (e instanceof NotDirectoryException) {
            return e.getFile() + ": not a directory; a dataset is a directory";
        }
        return e.getFile() + ": " + e.getClass().getSimpleName();
    }
}
