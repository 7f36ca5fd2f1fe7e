package io.partd.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code partd completion}. */
@Command(
        name = "completion",
        header = "Prints a script by which bash or zsh completes commands and options.",
        description = {"Load it with: source <(partd completion)", ""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompletionCommand implements Runnable {

    private final Streams streams;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void run() {
        CommandLine whole = new CommandLine(new PartdCommand());
        Subcommands.addAll(whole, streams);
        spec.commandLine().getOut().print(AutoComplete.bash("partd", whole));
        spec.commandLine().getOut().flush();
    }
}
