package io.partd.cli;

import io.partd.codec.Codecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes scripts by which shells complete a command line: subcommands, options and those values that are known. All
 * else may be a file or a store in a directory, which the shell completes by itself.
 */
final class CompletionScript {

    /** What the labels of values say that are names of files, or of stores. */
    private static final List<String> FILES = List.of("FILE", "FILE|-", "DIR|STORE", "PATH");

    /** What bash and zsh need around the cases; zsh has compopt of bash only in name, so that it may fail. */
    private static final String BASH = """
            # Completion of partd for bash and zsh. Load it with: source <(partd completion bash)
            if [ -n "${ZSH_VERSION-}" ]; then
              autoload -U +X compinit && compinit -u
              autoload -U +X bashcompinit && bashcompinit
            fi

            _partd() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' words='' i
              COMPREPLY=()
              # Bash takes the = of --option=value for a word.
              if [ "$cur" = '=' ]; then
                cur=''
              elif [ "$prev" = '=' ]; then
                prev=${COMP_WORDS[COMP_CWORD-2]}
              fi
              for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                  -*) ;;
                  *)
                    command=${COMP_WORDS[i]}
                    break
                    ;;
                esac
              done
              case "$command $prev" in
            VALUES    *)
                  case "$cur" in
                    -*)
                      case "$command" in
            OPTIONS          esac
                      ;;
                    *)
                      [ -n "$command" ] || words='COMMANDS'
                      ;;
                  esac
                  ;;
              esac
              if [ "$words" = ' ' ]; then
                compopt +o default 2>/dev/null
              elif [ -n "$words" ]; then
                COMPREPLY=($(compgen -W "$words" -- "$cur"))
              fi
            }
            complete -o default -F _partd partd
            """;

    private final CommandSpec root;

    /** Makes scripts for a command with all its subcommands. */
    CompletionScript(CommandLine whole) {
        root = whole.getCommandSpec();
    }

    /** Returns the script for bash, which zsh can load, too. */
    String bash() {
        StringBuilder values = new StringBuilder();
        StringBuilder options = new StringBuilder();
        options.append(String.format("            '') words='%s' ;;\n", String.join(" ", names(root))));
        for (Map.Entry<String, CommandLine> command : root.subcommands().entrySet()) {
            CommandSpec spec = command.getValue().getCommandSpec();
            options.append(
                    String.format("            %s) words='%s' ;;\n", command.getKey(), String.join(" ", names(spec))));
            for (OptionSpec option : valued(spec)) {
                List<String> patterns = Arrays.stream(option.names())
                        .map(name -> "'" + command.getKey() + " " + name + "'")
                        .toList();
                if (!FILES.contains(option.paramLabel())) {
                    String known = String.join(" ", values(option));
                    values.append(String.format(
                            "    %s) words='%s' ;;\n", String.join(" | ", patterns), known.isEmpty() ? " " : known));
                } else {
                    values.append(String.format("    %s) ;;\n", String.join(" | ", patterns)));
                }
            }
        }
        return BASH.replace("VALUES", values)
                .replace("OPTIONS", options)
                .replace("COMMANDS", String.join(" ", root.subcommands().keySet()));
    }

    /** Returns the script for fish. */
    String fish() {
        StringBuilder script = new StringBuilder();
        script.append("# Completion of partd for fish. Load it with: partd completion fish | source\n");
        for (Map.Entry<String, CommandLine> command : root.subcommands().entrySet()) {
            CommandSpec spec = command.getValue().getCommandSpec();
            script.append(String.format(
                    "complete -c partd -n __fish_use_subcommand -f -a %s -d %s\n",
                    command.getKey(), quoted(spec.usageMessage().header()[0])));
            for (OptionSpec option : spec.options()) {
                script.append(String.format("complete -c partd -n '__fish_seen_subcommand_from %s'", command.getKey()));
                for (String name : option.names()) {
                    script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
                }
                if (option.arity().max() > 0) {
                    boolean isFile = FILES.contains(option.paramLabel());
                    script.append(isFile ? " -r -F" : " -x -a " + quoted(String.join(" ", values(option))));
                }
                String[] description = option.description();
                if (description.length > 0) {
                    script.append(" -d ").append(quoted(description[0]));
                }
                script.append('\n');
            }
        }
        return script.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("%%", "%").replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static List<String> names(CommandSpec spec) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            names.addAll(List.of(option.names()));
        }
        return names;
    }

    /** Returns the options that take a value. */
    private static List<OptionSpec> valued(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> option.arity().max() > 0)
                .toList();
    }

    /** Returns the values that an option can have, as they are documented; none if there are too many. */
    private static List<String> values(OptionSpec option) {
        List<String> values = new ArrayList<>();
        if (option.longestName().endsWith("codec")) {
            values.addAll(Codecs.names());
        } else if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
        } else if (option.paramLabel().matches("[a-z0-9]+(\\|[a-z0-9]+)+")) {
            values.addAll(List.of(option.paramLabel().split("\\|")));
        }
        return values;
    }
}
