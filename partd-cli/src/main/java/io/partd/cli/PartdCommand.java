package io.partd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code partd} itself, which does nothing without one of the {@link Subcommands}. */
@Command(
        name = "partd",
        header = "Appends to, reads and looks after partd datasets: maps from keys to bytes that grow by appending.",
        description = {
            "",
            "A STORE is a directory, or a URI such as log:/data/trips?fsync=flush or file:/data/trips. A directory is the log "
                    + "or the file store in it. Commands that add make it where it is missing, as a log; all others "
                    + "need it to be there.",
            ""
        },
        footer = {
            "",
            "Sizes read 64k, 1g. Exit status: 0 done; 1 it failed, and one line on standard error says why; "
                    + "2 it was called wrongly.",
            "'partd COMMAND --help' tells more about a command."
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = PartdCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PartdCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show where in the program a failure happened, as does PARTD_DEBUG=1.")
    private boolean debug;

    /** Tells whether failures are to be shown with a stack trace. */
    boolean isDebug() {
        return debug || "1".equals(System.getenv("PARTD_DEBUG"));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "no command given; there are " + String.join(", ", Subcommands.names()));
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = PartdCommand.class.getPackage().getImplementationVersion();
            return new String[] {"partd " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
