package io.partd.input;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of paths as in a shell: {@code *} and {@code ?} stand for characters of a name, {@code [a-z]} and
 * {@code [!a-z]} for one of some, {@code {a,b}} for one of some texts, and {@code **} for any number of directories.
 */
final class Glob {

    private static final String ALL = "**";

    private final List<String> levels;
    private final int wild;

    private Glob(String pattern) {
        levels = Arrays.asList(pattern.split("/+", -1));
        int first = 0;
        while (first < levels.size() && !isWild(levels.get(first))) {
            first++;
        }
        wild = first;
    }

    /** Returns whether a text has characters of a pattern. */
    static boolean isPattern(String text) {
        return isWild(text) || expandBraces(text).size() > 1;
    }

    private static boolean isWild(String text) {
        return text.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    }

    /** Returns patterns without braces, one for each choice, in their order. */
    static List<String> expandBraces(String text) {
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            List<String> choices = new ArrayList<>();
            int depth = 0;
            int from = open + 1;
            for (int i = open; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if ((depth == 1 && c == ',') || depth == 0) {
                    choices.add(text.substring(from, i));
                    from = i + 1;
                }
                if (depth == 0) {
                    break;
                }
            }
            if (depth == 0 && choices.size() > 1) {
                List<String> expanded = new ArrayList<>();
                for (String choice : choices) {
                    expanded.addAll(expandBraces(text.substring(0, open) + choice + text.substring(from)));
                }
                return expanded;
            }
        }
        return List.of(text);
    }

    /** Makes a pattern without braces. */
    static Glob of(String pattern) {
        return new Glob(pattern);
    }

    /** Returns the directory that all matching paths are in: the levels without a wildcard. */
    Path directory() {
        String fixed = String.join("/", levels.subList(0, wild));
        return Path.of(fixed.isEmpty() && wild > 0 ? "/" : fixed);
    }

    /** Returns the matching files and directories, sorted; of those below {@code **} files only. */
    SortedSet<Path> find() throws IOException {
        SortedSet<Path> found = new TreeSet<>();
        find(directory(), wild, found);
        return found;
    }

    private void find(Path directory, int level, SortedSet<Path> found) throws IOException {
        if (level == levels.size()) {
            if (Files.exists(directory)) {
                found.add(directory);
            }
        } else if (levels.get(level).equals(ALL)) {
            Pattern rest = pattern(levels.subList(level, levels.size()));
            for (Path file : Folder.files(directory)) {
                if (rest.matcher(relative(directory, file)).matches()) {
                    found.add(file);
                }
            }
        } else if (!isWild(levels.get(level))) {
            find(directory.resolve(levels.get(level)), level + 1, found);
        } else if (Files.isDirectory(directory)) {
            String wanted = levels.get(level);
            Pattern name = pattern(List.of(wanted));
            boolean hidden = Folder.isHidden(wanted);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    String text = String.valueOf(entry.getFileName());
                    if (name.matcher(text).matches() && (hidden || !Folder.isHidden(text))) {
                        find(directory.resolve(text), level + 1, found);
                    }
                }
            }
        }
    }

    private static String relative(Path directory, Path file) {
        return directory.toString().isEmpty()
                ? file.toString()
                : directory.relativize(file).toString();
    }

    private static Pattern pattern(List<String> levels) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < levels.size(); i++) {
            boolean last = i == levels.size() - 1;
            if (levels.get(i).equals(ALL)) {
                regex.append(last ? ".*" : "(?:[^/]+/)*");
            } else {
                appendName(levels.get(i), regex);
                regex.append(last ? "" : "/");
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + String.join("/", levels) + "' is no pattern of names: " + e.getDescription(), e);
        }
    }

    private static void appendName(String name, StringBuilder regex) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int close = c == '[' ? name.indexOf(']', i + 2) : -1;
            if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (close > 0) {
                appendSet(name.substring(i + 1, close), regex);
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
    }

    private static void appendSet(String set, StringBuilder regex) {
        boolean inverse = set.startsWith("!") || set.startsWith("^");
        regex.append(inverse ? "[^" : "[");
        for (char c : set.substring(inverse ? 1 : 0).toCharArray()) {
            regex.append("\\[]^&".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        regex.append("&&[^/]]");
    }
}
