package io.partd.redis.wire;

import java.util.Locale;

/**
 * An error that the server has answered, by its first word.
 *
 * @param text all that the server says
 */
public record Refusal(String text) {

    /** What is said of a call for which a script has answered {@code BUSY}, until the time was up. */
    public static final String EXCLUDED = "a section of another client excludes it";

    /** What follows from a refusal. */
    public enum Kind {
        /** The slot is elsewhere now. */
        ELSEWHERE,
        /** To be tried again in a while. */
        LATER,
        /** The server does not know the script any more. */
        SCRIPT,
        /** Nothing was done, and trying again makes no sense. */
        FINAL,
        /** Not known to leave everything as it was. */
        UNCERTAIN
    }

    public Kind kind() {
        String text = text();
        if (text.contains("non local key")) {
            return Kind.LATER;
        }
        if (text.startsWith("EXECABORT ")) {
            return ofTransaction(text);
        }
        int space = text.indexOf(' ');
        return switch (space < 0 ? text : text.substring(0, space)) {
            case "MOVED" -> Kind.ELSEWHERE;
            case "ASK", "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "BUSY", "READONLY", "UNBLOCKED" ->
                Kind.LATER;
            case "NOSCRIPT" -> Kind.SCRIPT;
            case "OOM", "NOPERM", "NOAUTH", "WRONGPASS", "WRONGTYPE", "MISCONF", "NOREPLICAS", "DENIED" -> Kind.FINAL;
            default -> Kind.UNCERTAIN;
        };
    }

    /** A transaction that was not carried out, which the server gives a reason for, or has given before. */
    private static Kind ofTransaction(String text) {
        String before = "because of: ";
        int reason = text.indexOf(before);
        if (reason < 0) {
            return Kind.LATER;
        }
        Kind kind = new Refusal(text.substring(reason + before.length())).kind();
        return kind == Kind.UNCERTAIN ? Kind.FINAL : kind;
    }

    /** Says what was refused, by whom, and what can be done. */
    String explained(Object server) {
        return "the server at " + server + " says: " + text + hint();
    }

    private String hint() {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("oom")) {
            return "; raise its maxmemory, or delete what is not needed";
        }
        if (lower.startsWith("noauth")) {
            return "; give a user and password, as in redis://user:password@host:6379/trips";
        }
        if (lower.startsWith("wrongpass")) {
            return "; check the user and the password";
        }
        if (lower.startsWith("noperm")
                || lower.contains("script can't run this command")
                || lower.startsWith("err acl failure in script")) {
            return "; the user needs, for the keys partd:{DATASET*, the permissions +eval +evalsha +multi +exec"
                    + " +info +time +wait +cluster|slots +@read +@write";
        }
        if (lower.startsWith("readonly")) {
            return "; it is a replica: name the primary";
        }
        if (lower.startsWith("clusterdown")) {
            return "; the cluster lacks a primary for some slots";
        }
        if (lower.startsWith("misconf")) {
            return "; it cannot write its snapshot to the disk";
        }
        return "";
    }
}
