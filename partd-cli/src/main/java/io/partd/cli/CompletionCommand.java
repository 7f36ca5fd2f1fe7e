package io.partd.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd completion}. */
@Command(
        name = "completion",
        header = "Prints a script by which a shell completes commands, options and values.",
        description = {
            "Load it with: source <(partd completion), in bash and zsh, or: partd completion fish | source",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompletionCommand implements Runnable {

    private final Streams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "bash|zsh|fish",
            defaultValue = "bash",
            description = "The shell (default: ${DEFAULT-VALUE}).")
    private Shell shell;

    /** The shells there are scripts for. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    CompletionCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void run() {
        CompletionScript script = new CompletionScript(Subcommands.whole(streams));
        PrintWriter out = spec.commandLine().getOut();
        out.print(shell == Shell.FISH ? script.fish() : script.bash());
        out.flush();
    }
}
