package io.partd.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A directory of a simulated machine. Changes of names since its last sync may be lost by a power cut, each by itself.
 */
final class SimulatedDirectory {

    private final String path;
    private final Map<String, SimulatedInode> names = new TreeMap<>();
    private final Map<String, SimulatedInode> synced = new TreeMap<>();

    /** What names came to mean, in order: files by name, and null for those that are gone. */
    private final List<Map<String, SimulatedInode>> changes = new ArrayList<>();

    SimulatedDirectory(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    Map<String, SimulatedInode> names() {
        return names;
    }

    void add(String name, SimulatedInode file) {
        change(Map.of(name, file));
    }

    void rename(String from, String to) {
        Map<String, SimulatedInode> change = new HashMap<>();
        change.put(to, names.get(from));
        change.put(from, null);
        change(change);
    }

    void remove(String name) {
        Map<String, SimulatedInode> change = new HashMap<>();
        change.put(name, null);
        change(change);
    }

    private void change(Map<String, SimulatedInode> change) {
        apply(change, names);
        changes.add(change);
    }

    private static void apply(Map<String, SimulatedInode> change, Map<String, SimulatedInode> to) {
        change.forEach((name, file) -> {
            if (file == null) {
                to.remove(name);
            } else {
                to.put(name, file);
            }
        });
    }

    void sync() {
        synced.clear();
        synced.putAll(names);
        changes.clear();
    }

    /** Changes it to what a power cut leaves. */
    void cut(Random random) {
        int kind = random.nextInt(3);
        int last = kind == 0 ? 0 : kind == 1 ? random.nextInt(changes.size() + 1) : changes.size();
        for (Map<String, SimulatedInode> change : changes.subList(0, last)) {
            if (kind == 1 || random.nextBoolean()) {
                apply(change, synced);
            }
        }
        names.clear();
        names.putAll(synced);
        changes.clear();
        for (SimulatedInode file : names.values()) {
            file.cut(random);
        }
    }
}
