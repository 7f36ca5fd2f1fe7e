package io.partd.cli;

import io.partd.cli.shuffle.ShuffleCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** The commands there are. Reading a command's options takes time, so only the one that is called is made. */
final class Subcommands {

    private static final Map<String, Function<Streams, Object>> COMMANDS = commands();

    private Subcommands() {}

    private static Map<String, Function<Streams, Object>> commands() {
        Map<String, Function<Streams, Object>> commands = new LinkedHashMap<>();
        commands.put("shuffle", streams -> new ShuffleCommand());
        commands.put("append", AppendCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("iset", IsetCommand::new);
        commands.put("keys", KeysCommand::new);
        commands.put("stat", StatCommand::new);
        commands.put("delete", DeleteCommand::new);
        commands.put("drop", DropCommand::new);
        commands.put("copy", CopyCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("compact", CompactCommand::new);
        commands.put("verify", VerifyCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("keygen", KeygenCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("man", ManCommand::new);
        return commands;
    }

    /** Returns the commands' names, in the order in which help lists them. */
    static Set<String> names() {
        return COMMANDS.keySet();
    }

    /** Adds the command that the arguments call, or all of them if that is none. */
    static void add(CommandLine line, Streams streams, String... args) {
        for (String arg : args) {
            Function<Streams, Object> command = COMMANDS.get(arg);
            if (command != null) {
                line.addSubcommand(arg, command.apply(streams));
                return;
            }
            if (!arg.startsWith("-")) {
                break;
            }
        }
        addAll(line, streams);
    }

    /** Returns the whole command line with all commands, to describe it. */
    static CommandLine whole(Streams streams) {
        CommandLine whole = new CommandLine(new PartdCommand());
        addAll(whole, streams);
        return whole;
    }

    private static void addAll(CommandLine line, Streams streams) {
        COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.apply(streams)));
    }
}
