package io.partd.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.partd.Durability;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A small log, to be damaged, and what may be read from it then. */
final class DamagedLog {

    private final Map<String, byte[]> files;
    private final List<Map<String, String>> states;
    private int refused;
    private int unreadable;
    private int read;

    private DamagedLog(Map<String, byte[]> files, List<Map<String, String>> states) {
        this.files = files;
        this.states = states;
    }

    /** Opens a log in which something can be damaged. */
    @FunctionalInterface
    interface Opening {
        LogStore open(Map<String, byte[]> files) throws IOException;
    }

    /** Returns one that was closed: nothing may be lost of it. */
    static DamagedLog closed() throws IOException {
        return made(true);
    }

    /** Returns one whose process was killed: the last batches cannot be told from what it was writing. */
    static DamagedLog killed() throws IOException {
        return made(false);
    }

    private static DamagedLog made(boolean close) throws IOException {
        SimulatedMachine machine = new SimulatedMachine(1);
        Map<String, String> state = new TreeMap<>();
        List<Map<String, String>> states = new ArrayList<>();
        try (LogStore store = SimulatedDisk.store(machine, Durability.FLUSH, new Log.Options(900, 5))) {
            for (int i = 0; i < 14; i++) {
                Map<String, String> batch = Map.of("a", "<a" + i + ">", "key " + i % 3, "value " + i);
                Map<String, byte[]> bytes = new TreeMap<>();
                batch.forEach((key, value) -> bytes.put(key, value.getBytes(ISO_8859_1)));
                store.append(bytes);
                batch.forEach((key, value) -> state.merge(key, value, String::concat));
                if (i == 4) {
                    store.compact();
                }
                if (i == 6) {
                    store.delete("key 1");
                    state.remove("key 1");
                }
            }
            states.add(new TreeMap<>(state));
            for (int i = 0; i < 2; i++) {
                store.append(Map.of("b", new byte[] {'1'}, "a", new byte[] {'2'}));
                state.merge("b", "1", String::concat);
                state.merge("a", "2", String::concat);
                states.add(new TreeMap<>(state));
            }
            if (!close) {
                return new DamagedLog(machine.files(), states);
            }
        }
        return new DamagedLog(machine.files(), List.of(state));
    }

    Map<String, byte[]> files() {
        return files;
    }

    /** Returns the segment that is appended to. */
    String last() {
        return files.keySet().stream().filter(Segment::isName).reduce("", (a, b) -> b);
    }

    int refused() {
        return refused;
    }

    int unreadable() {
        return unreadable;
    }

    int read() {
        return read;
    }

    /** Damages a file, and checks that what is read is right, or refused. */
    void damage(String name, byte[] content, Opening opening, String what) {
        Map<String, byte[]> damaged = new TreeMap<>(files);
        damaged.put(name, content);
        try (LogStore store = opening.open(damaged)) {
            read(store, what);
        } catch (IOException e) {
            requireNamed(e, what);
            refused++;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " of " + name + ": " + e, e);
        }
    }

    private void read(LogStore store, String what) throws IOException {
        Map<String, @Nullable String> found = new TreeMap<>();
        boolean whole = true;
        for (String key : new TreeSet<>(store.keys())) {
            found.put(key, read(store, key, what));
            whole &= found.get(key) != null;
        }
        unreadable += whole ? 0 : 1;
        read += whole ? 1 : 0;
        if (states.stream().noneMatch(state -> agrees(found, state))) {
            throw new AssertionError("read " + found + ", but there was " + states);
        }
        if (whole) {
            store.append("a", "more".getBytes(ISO_8859_1));
            if (!new String(store.get("a"), ISO_8859_1).equals(found.get("a") + "more")) {
                throw new AssertionError("what was appended is not there");
            }
        }
    }

    private static @Nullable String read(LogStore store, String key, String what) {
        try (InputStream in = store.open(key)) {
            byte[] value = in.readAllBytes();
            if (!Arrays.equals(value, store.get(key))) {
                throw new AssertionError("the stream of " + key + " differs");
            }
            return new String(value, ISO_8859_1);
        } catch (IOException e) {
            requireNamed(e, what);
            return null;
        }
    }

    private static boolean agrees(Map<String, @Nullable String> found, Map<String, String> state) {
        return found.keySet().equals(state.keySet())
                && found.entrySet().stream()
                        .allMatch(entry ->
                                entry.getValue() == null || entry.getValue().equals(state.get(entry.getKey())));
    }

    private static void requireNamed(IOException e, String what) {
        if (!e.toString().contains("segment-") && !e.toString().contains(Manifest.NAME)) {
            throw new AssertionError(what + ": no file is named by " + e, e);
        }
    }
}
