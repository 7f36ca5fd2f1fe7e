package io.partd.cli;

import io.partd.cli.running.HumanSize;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that deletes without asking, and the question. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Consent {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /** Tells whether the option says so. */
    boolean isGiven() {
        return yes;
    }

    /**
     * Asks whether keys may be deleted.
     *
     * @param what is deleted, as in {@code all 7 keys of log:trips}
     * @param bytes how large it is
     * @throws ParameterException if nobody is at a terminal to be asked
     * @throws IOException if the answer is not yes
     */
    void ask(Streams streams, String what, long bytes) throws IOException {
        Streams.Person person = streams.person();
        if (person == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    spec.name() + " deletes " + what + ", and nobody is at a terminal to be asked; say --yes");
        }
        String answer = person.ask("Delete " + what + ", " + HumanSize.of(bytes) + "? [y/N] ");
        if (!isYes(answer)) {
            throw new IOException("nothing was deleted; answer y, or say --yes, to do so");
        }
    }

    /** Returns a number of keys in words. */
    static String keys(int count) {
        return count == 1 ? "1 key" : count + " keys";
    }

    private static boolean isYes(@Nullable String answer) {
        String word = String.valueOf(answer).strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
