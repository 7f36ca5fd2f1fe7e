package io.partd.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands in this process, with streams of its own. */
public final class Cli {

    private InputStream in = InputStream.nullInputStream();
    private Streams.Person person;

    /** What a command left behind. */
    public record Result(int status, String out, String err) {

        public List<String> outLines() {
            return out.lines().toList();
        }
    }

    /** Runs a command. */
    public static Result run(Object... args) {
        return new Cli().command(args);
    }

    static Cli with(String input) {
        return with(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    static Cli with(InputStream in) {
        Cli cli = new Cli();
        cli.in = in;
        return cli;
    }

    /** Has somebody at a terminal who gives this answer. */
    static Cli answering(String answer) {
        Cli cli = new Cli();
        cli.person = question -> answer;
        return cli;
    }

    static Cli asking(Streams.Person person) {
        Cli cli = new Cli();
        cli.person = person;
        return cli;
    }

    Result command(Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = commandTo(out, err, args);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    int commandTo(OutputStream out, OutputStream err, Object... args) {
        String[] strings = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            strings[i] = args[i].toString();
        }
        return Main.run(new Streams(in, out, err, person), strings);
    }
}
