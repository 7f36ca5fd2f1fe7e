package io.partd.log;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine with one directory in memory. It counts the operations that change something, fails or stops at a chosen
 * one, and can be started again as it would be after a {@code kill -9} or a power cut. A {@link SimulatedDisk} is the
 * directory as one process sees it. For one thread at a time.
 */
final class SimulatedMachine {

    static final Path DIRECTORY = Path.of("/simulated/log");

    /** What a stop takes with it. */
    enum Loss {
        /** Nothing: only the process was killed. */
        NOTHING,
        /** Whatever was not synced. */
        ALL_UNSYNCED,
        /** Any sectors of what was not synced, any of the last names. */
        TORN,
        /** As before, but a sector may have any of its last contents, and a name may outlive those before it. */
        REORDERED
    }

    /** What an operation that fails says. */
    enum Fault {
        IO("input/output error"),
        FULL("no space left on device");

        private final String reason;

        Fault(String reason) {
            this.reason = reason;
        }

        private boolean hits(String operation) {
            return this == IO
                    || List.of("create", "allocate", "write", "rename").contains(operation);
        }
    }

    /** The machine has stopped. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1;

        Stopped() {
            super("the machine has stopped", null, false, false);
        }
    }

    /** What names came to mean: files by name, and null for those that are gone. */
    private record Renaming(Map<String, @Nullable SimulatedFile> names) {}

    private final Random random;
    private final long boot;
    private final Map<String, SimulatedFile> names = new TreeMap<>();
    private final Map<String, SimulatedFile> syncedNames = new TreeMap<>();
    private final List<Renaming> renamings = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final Set<SimulatedProcesses> users = new HashSet<>();
    private final List<String> openFiles = new ArrayList<>();

    /** A part of a file that cannot be read; none at first. */
    private String unreadable = "";

    private long unreadableFrom;
    private long unreadableTo;

    private int stopAt = Integer.MAX_VALUE;
    private int failAt = Integer.MAX_VALUE;
    private boolean lasting;
    private Fault fault = Fault.IO;
    private int faults;
    private int failedSyncs;

    /** The words of the lock file. */
    private long epoch;

    private long sections;
    private @Nullable SimulatedProcesses holder;

    SimulatedMachine(long seed) {
        this(new Random(seed), 1);
    }

    private SimulatedMachine(Random random, long boot) {
        this.random = random;
        this.boot = boot;
    }

    /** Returns one with files in its directory. */
    static SimulatedMachine with(Map<String, byte[]> files) {
        SimulatedMachine machine = new SimulatedMachine(0);
        files.forEach((name, content) -> {
            SimulatedFile file = new SimulatedFile();
            file.resize(content.length);
            file.write(0, content);
            machine.names.put(name, file);
        });
        return machine;
    }

    /** From now on, a part of a file cannot be read. */
    SimulatedMachine withUnreadable(String name, long from, long to) {
        unreadable = name;
        unreadableFrom = from;
        unreadableTo = to;
        return this;
    }

    /** Fails if a part of a file cannot be read. */
    void requireReadable(String name, long at, int count) throws IOException {
        if (name.equals(unreadable) && at < unreadableTo && unreadableFrom < at + count) {
            throw new Disk.UnreadableException(DIRECTORY.resolve(name), at, new InternalError("says the test"));
        }
    }

    /** Returns what is in the files of its directory. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        names.forEach((name, file) -> files.put(name, file.content().clone()));
        return files;
    }

    /** Returns the machine as it is started after a stop. */
    SimulatedMachine restarted(Loss loss, long seed) {
        Random choice = new Random(seed);
        SimulatedMachine next = new SimulatedMachine(choice, loss == Loss.NOTHING ? boot : boot + 1);
        IdentityHashMap<SimulatedFile, SimulatedFile> files = new IdentityHashMap<>();
        Map<String, SimulatedFile> left = new TreeMap<>(syncedNames);
        int kept = loss == Loss.TORN ? choice.nextInt(renamings.size() + 1) : renamings.size();
        for (Renaming renaming : renamings.subList(0, kept)) {
            if (loss == Loss.NOTHING || loss == Loss.TORN || (loss == Loss.REORDERED && choice.nextBoolean())) {
                apply(renaming, left);
            }
        }
        left.forEach((name, file) ->
                next.names.put(name, files.computeIfAbsent(file, before -> before.after(loss, choice))));
        if (loss == Loss.NOTHING) {
            syncedNames.forEach((name, file) ->
                    next.syncedNames.put(name, files.computeIfAbsent(file, before -> before.after(loss, choice))));
            for (Renaming renaming : renamings) {
                Map<String, @Nullable SimulatedFile> copy = new TreeMap<>();
                renaming.names.forEach((name, file) -> copy.put(
                        name, file == null ? null : files.computeIfAbsent(file, before -> before.after(loss, choice))));
                next.renamings.add(new Renaming(copy));
            }
            next.epoch = epoch;
            next.sections = sections;
        } else {
            next.syncedNames.putAll(next.names);
        }
        return next;
    }

    private static void apply(Renaming renaming, Map<String, SimulatedFile> to) {
        renaming.names.forEach((name, file) -> {
            if (file == null) {
                to.remove(name);
            } else {
                to.put(name, file);
            }
        });
    }

    /** Stops the machine at an operation, which may be done in part. */
    void stopAt(int operation) {
        stopAt = operation;
    }

    /** Tells whether it has stopped. */
    boolean hasStopped() {
        return log.size() > stopAt;
    }

    /** Lets an operation fail, and all later ones too if it is to last; counted from 0. */
    void failAt(int operation, Fault as, boolean toLast) {
        failAt = operation;
        fault = as;
        lasting = toLast;
        faults = 0;
    }

    /** Ends the faults. */
    void heal() {
        failAt = Integer.MAX_VALUE;
    }

    /** Returns how many operations have failed. */
    int faults() {
        return faults;
    }

    /** Returns how many syncs have failed since {@link #forgetFailedSyncs}. */
    int failedSyncs() {
        return failedSyncs;
    }

    void forgetFailedSyncs() {
        failedSyncs = 0;
    }

    /** Returns the operations so far, each with its file: {@code sync partd-log}. */
    List<String> log() {
        return log;
    }

    /** Returns how many operations there were. */
    int operations() {
        return log.size();
    }

    /** Returns the names of the files that are open. */
    List<String> openFiles() {
        return openFiles;
    }

    Map<String, SimulatedFile> names() {
        return names;
    }

    /** What an operation does. */
    @FunctionalInterface
    interface Change {
        /** Does a part of it, all if that is 1. */
        void run(double part);
    }

    /** Does an operation, or not. */
    void operate(String operation, String file, Change change) throws IOException {
        int number = log.size();
        log.add(operation + " " + file);
        if (number >= stopAt) {
            if (number == stopAt) {
                change.run(random.nextDouble());
            }
            throw new Stopped();
        }
        if ((number == failAt || (number > failAt && lasting)) && fault.hits(operation)) {
            faults++;
            failedSyncs += operation.equals("sync") ? 1 : 0;
            change.run(random.nextDouble());
            throw new FileSystemException(DIRECTORY.resolve(file).toString(), null, fault.reason);
        }
        change.run(1);
    }

    /** Changes names, at once. */
    void rename(Map<String, @Nullable SimulatedFile> changed) {
        Renaming renaming = new Renaming(changed);
        apply(renaming, names);
        renamings.add(renaming);
    }

    void syncNames() {
        syncedNames.clear();
        syncedNames.putAll(names);
        renamings.clear();
    }

    long boot() {
        return boot;
    }

    Set<SimulatedProcesses> users() {
        return users;
    }

    @Nullable
    SimulatedProcesses holder() {
        return holder;
    }

    void setHolder(@Nullable SimulatedProcesses process) {
        holder = process;
    }

    long epoch() {
        return epoch;
    }

    void setEpoch(long epoch) {
        this.epoch = epoch;
    }

    long sections() {
        return sections;
    }

    void countSection() {
        sections++;
    }
}
