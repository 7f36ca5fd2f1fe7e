package io.partd.cli;

import io.partd.cli.values.CodecChain;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Runs the {@code partd} command. */
public final class Main {

    private static final String UNIVERSAL_BUFFER = "msgpack.universal-buffer";

    private Main() {}

    /** Runs the command and exits with its status: 0 done, 1 it failed, 2 it was called wrongly. */
    public static void main(String[] args) throws IOException {
        // Else the library of MessagePack uses sun.misc.Unsafe, of which newer JDKs warn.
        if (System.getProperty(UNIVERSAL_BUFFER) == null) {
            System.setProperty(UNIVERSAL_BUFFER, "true");
        }
        System.exit(run(Streams.system(), args));
    }

    /** Runs the command and returns its status. */
    static int run(Streams streams, String... args) {
        PartdCommand root = new PartdCommand();
        Failures failures = new Failures(streams, root);
        CommandLine line = new CommandLine(root);
        Subcommands.add(line, streams, args);
        line.setExpandAtFiles(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(StoreAddress.class, new Converter<>(StoreAddress::of));
        line.registerConverter(CodecChain.class, new Converter<>(CodecChain::named));
        Converter<Integer> number = new Converter<>(Main::number);
        line.registerConverter(Integer.class, number);
        line.registerConverter(int.class, number);
        line.setOut(new PrintWriter(new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8), true));
        line.setErr(new PrintWriter(streams.err(), true, Charset.defaultCharset()));
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        try {
            int status = line.execute(args);
            line.getOut().flush();
            line.getErr().flush();
            return status == 0 ? written(streams, failures, line) : status;
        } catch (Error e) {
            return failures.failed(line, e);
        }
    }

    /**
     * A converter that is a class: where a lambda implements an interface as old as picocli's, JDK 17 crashes when it
     * makes the archive of classes that {@code ./partd} starts from (JDK-8274944).
     */
    private record Converter<T>(Function<String, T> function) implements ITypeConverter<T> {

        @Override
        public T convert(String text) {
            return function.apply(text);
        }
    }

    private static Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number of at most " + Integer.MAX_VALUE);
        }
    }

    /** What is printed fails in silence, so it is asked for at the end. */
    private static int written(Streams streams, Failures failures, CommandLine line) {
        try {
            streams.requireWritten();
            return 0;
        } catch (IOException e) {
            return failures.failed(line, new IOException(e.getMessage() + "; all else is done", e));
        }
    }
}
