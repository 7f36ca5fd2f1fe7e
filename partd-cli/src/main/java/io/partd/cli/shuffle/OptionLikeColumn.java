package io.partd.cli.shuffle;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Lets a column be called like an option, as in {@code --by=-n}, which picocli would take for the option. It is hidden
 * by a character that no argument can have. In {@code --by -n} it may be that the column is missing.
 */
final class OptionLikeColumn implements IParameterPreprocessor, ITypeConverter<String> {

    private static final String HIDDEN = "\0";

    @Override
    @SuppressWarnings("JdkObsolete") // picocli hands it over
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec by, Map<String, Object> info) {
        if (args.isEmpty() || !isOption(args.peek(), command)) {
            return false;
        }
        if (!"=".equals(info.get("separator"))) {
            throw new ParameterException(
                    command.commandLine(),
                    "--by lacks its column before '" + args.peek() + "'; if that is the column, write --by="
                            + args.peek());
        }
        args.push(HIDDEN + args.pop());
        return false;
    }

    private static boolean isOption(String word, CommandSpec command) {
        return word.startsWith("-")
                && (command.findOption(word.replaceFirst("=.*", "")) != null
                        || (word.matches("-[^-].+") && command.findOption(word.substring(0, 2)) != null));
    }

    @Override
    public String convert(String value) {
        return value.startsWith(HIDDEN) ? value.substring(HIDDEN.length()) : value;
    }
}
