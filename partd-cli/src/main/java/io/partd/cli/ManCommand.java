package io.partd.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd man}: the help of a command in the language of man pages, man(7). */
@Command(
        name = "man",
        header = "Prints the man page of a command.",
        description = {"Read it with: partd man shuffle | man -l -, or save it as partd-shuffle.1 where man looks.", ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ManCommand implements Runnable {

    private final Streams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "The command; without it, partd itself.")
    private @Nullable String command;

    ManCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void run() {
        CommandLine whole = Subcommands.whole(streams);
        CommandLine chosen = command == null ? whole : whole.getSubcommands().get(command);
        if (chosen == null) {
            throw new IllegalArgumentException(
                    "no command '" + command + "'; there are " + String.join(", ", Subcommands.names()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(page(chosen));
        out.flush();
    }

    private static String page(CommandLine line) {
        CommandSpec of = line.getCommandSpec();
        boolean isRoot = of.parent() == null;
        String name = isRoot ? "partd" : "partd-" + of.name();
        String version = of.root().version()[0].replace("partd ", "");
        List<String> page = new ArrayList<>();
        page.add(".TH " + word(name.toUpperCase(Locale.ROOT)) + " 1 \"\" " + word("partd " + version) + " \"partd\"");
        page.add(".SH NAME");
        page.add(text(name) + " \\- "
                + text(decapitalized(String.join(" ", of.usageMessage().header()))));
        page.add(".SH SYNOPSIS");
        page.add(text(
                new Help(of, Help.Ansi.OFF).synopsis(0).replaceAll("\\s+", " ").strip()));
        page.add(".SH DESCRIPTION");
        for (String paragraph : of.usageMessage().description()) {
            if (!paragraph.isEmpty()) {
                page.add(".PP");
                page.add(text(format(paragraph)));
            }
        }
        entries(page, "ARGUMENTS", of.positionalParameters());
        entries(page, "OPTIONS", of.options());
        if (isRoot) {
            page.add(".SH COMMANDS");
            line.getSubcommands().forEach((sub, command) -> {
                page.add(".TP");
                page.add("\\fB" + text(sub) + "\\fR");
                page.add(text(
                        String.join(" ", command.getCommandSpec().usageMessage().header())));
            });
        }
        page.add(".SH EXIT STATUS");
        page.add("0 done; 1 it failed, and one line on standard error says why; 2 it was called wrongly.");
        page.add(".SH SEE ALSO");
        page.add(
                isRoot
                        ? line.getSubcommands().keySet().stream()
                                .map(sub -> ".BR partd\\-" + sub + " (1)")
                                .collect(Collectors.joining(",\n"))
                        : ".BR partd (1)");
        return String.join("\n", page) + "\n";
    }

    private static void entries(List<String> page, String heading, List<? extends ArgSpec> args) {
        List<? extends ArgSpec> shown =
                args.stream().filter(arg -> !arg.hidden()).toList();
        if (shown.isEmpty()) {
            return;
        }
        page.add(".SH " + heading);
        for (ArgSpec arg : shown) {
            page.add(".TP");
            page.add(label(arg));
            for (String sentence : arg.description()) {
                page.add(text(format(sentence.replace("${DEFAULT-VALUE}", String.valueOf(arg.defaultValue())))));
            }
        }
    }

    private static String label(ArgSpec arg) {
        if (arg instanceof PositionalParamSpec) {
            return "\\fI" + text(arg.paramLabel()) + "\\fR";
        }
        String names = Arrays.stream(((OptionSpec) arg).names())
                .map(name -> "\\fB" + text(name) + "\\fR")
                .collect(Collectors.joining(", "));
        return arg.arity().max() > 0 ? names + " \\fI" + text(arg.paramLabel()) + "\\fR" : names;
    }

    private static String decapitalized(String sentence) {
        String whole = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return whole.isEmpty() ? whole : Character.toLowerCase(whole.charAt(0)) + whole.substring(1);
    }

    /** Descriptions are formats of printf, as picocli takes them. */
    private static String format(String description) {
        return description.replace("%%", "%").replace("%n", " ");
    }

    private static String word(String text) {
        return "\"" + text(text) + "\"";
    }

    /** Returns a text that begins no request and has no escape, with hyphens that can be copied. */
    private static String text(String text) {
        String escaped = text.strip().replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
