package io.partd.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.partd.Partd;
import io.partd.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One of several writers to one directory; the same as {@code writer.py}. */
final class Writer {

    private static final int AHEAD = 500;
    private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4", "deep/k5", "deep/k6", "deep/er/k7");

    private Writer() {}

    static List<String> keys() {
        return KEYS;
    }

    /** Returns the keys of a writer's append. */
    static Set<String> keys(int i) {
        Set<String> keys = new TreeSet<>();
        keys.add(KEYS.get(i % 8));
        if (i % 5 == 0) {
            keys.add(KEYS.get((i / 5 + 3) % 8));
        }
        return keys;
    }

    /** Returns the line that a writer's append adds to one of its keys. */
    static String line(int writer, int i, String key) {
        return String.format("%d %06d %s %s", writer, i, key, ".".repeat(i * 7 % 90));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int number = Integer.parseInt(arguments[1]);
        List<Progress> others = new ArrayList<>();
        for (String name : List.of(arguments).subList(2, arguments.length)) {
            others.add(new Progress(Path.of(name)));
        }
        Progress mine = others.remove(number);
        try (Store store = Partd.file(Path.of(arguments[0]));
                BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
            System.out.println("ready");
            String command;
            while ((command = commands.readLine()) != null) {
                String[] range = command.split(" ");
                for (int i = Integer.parseInt(range[0]); i < Integer.parseInt(range[1]); i++) {
                    if (i % 50 == 0) {
                        awaitOthers(others, i);
                    }
                    Map<String, byte[]> batch = new TreeMap<>();
                    for (String key : keys(i)) {
                        batch.put(key, (line(number, i, key) + "\n").getBytes(US_ASCII));
                    }
                    mine.begin(i + 1);
                    store.append(batch);
                    mine.acknowledge(i + 1);
                }
                System.out.println("done");
            }
        }
    }

    private static void awaitOthers(List<Progress> others, int i) throws InterruptedException {
        while (i - others.stream().mapToInt(Progress::acknowledged).min().orElse(i) > AHEAD) {
            Thread.sleep(1);
        }
    }
}
