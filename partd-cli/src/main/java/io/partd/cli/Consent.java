package io.partd.cli;

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

    /** Says what would be deleted, as in {@code all 7 keys of log:trips, 1.2 MiB}. */
    @FunctionalInterface
    interface Subject {
        String text() throws IOException;
    }

    /**
     * Asks whether something may be deleted.
     *
     * @param what is deleted, in a few words that take no time, for when nobody can be asked
     * @param subject the same for the question
     * @throws ParameterException if nobody is at a terminal to be asked
     * @throws IOException if the answer is not yes
     */
    void ask(Streams streams, String what, Subject subject) throws IOException {
        Streams.Person person = streams.person();
        if (person == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    spec.name() + " deletes " + what + ", and nobody is at a terminal to be asked; say --yes");
        }
        if (!isYes(person.ask("Delete " + subject.text() + "? [y/N] "))) {
            throw new IOException("nothing was deleted; answer y, or say --yes, to do so");
        }
    }

    private static boolean isYes(@Nullable String answer) {
        String word = String.valueOf(answer).strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
