package io.partd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Placeholder for the {@code partd} command. */
@Command(
        name = "partd",
        description = "An appendable key-value store for shuffles.",
        mixinStandardHelpOptions = true,
        subcommands = io.partd.cli.shuffle.ShuffleCommand.class,
        versionProvider = Main.Version.class)
final class Main {

    private Main() {}

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"partd " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
