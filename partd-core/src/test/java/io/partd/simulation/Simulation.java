package io.partd.simulation;

import io.partd.CorruptDataException;
import io.partd.Guarantee;
import io.partd.Store;
import io.partd.history.History;
import io.partd.history.HistoryChecker;
import io.partd.history.Operation;
import io.partd.history.RecordedStore;
import io.partd.history.UniqueValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One run of the engine on a simulated machine, all of it from one seed: processes work on one log or two, while disks
 * fail, fill up and are slow, threads are interrupted or cannot be made, processes are killed and the power is cut. In
 * the end the history of each log must be right.
 */
final class Simulation {

    private static final long MAX_STEPS = 400_000;
    private static final long MAX_STEPS_OF_LARGE = 20_000_000;
    private static final long MAX_SILENCE = 2_000_000_000_000L;
    private static final int SMALL_FILE = 256 << 10;
    private static final int LARGE_FILE = 8 << 20;

    /** Classes that no process uses at the moment. */
    private static final Map<Mutation, Deque<EngineClasses>> SPARE = new EnumMap<>(Mutation.class);

    /** What came of a run. */
    record Result(long trace, long steps, long operations, long calls, int kills, int powerCuts, long errors) {}

    private final Mutation mutation;
    private final Random random;
    private final Plan plan;
    private final Scheduler scheduler;
    private final Faults faults;
    private final SimulatedSystem system;
    private final UniqueValues values = new UniqueValues(0);
    private final List<Path> directories = new ArrayList<>();
    private final List<History> histories = new ArrayList<>();
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private Set<Guarantee> guarantees = Set.of();

    private boolean powerLost;

    /** Whether anything was promised of what is left after the last stop. */
    private boolean promised = true;

    private boolean powerCutPlanned;
    private int kills;
    private int powerCuts;
    private int processNumber;

    private Simulation(long seed, Mutation mutation) {
        this.mutation = mutation;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        plan = Plan.by(random);
        scheduler = new Scheduler(random, plan.large() ? MAX_STEPS_OF_LARGE : MAX_STEPS, MAX_SILENCE);
        faults = new Faults(random);
        system = new SimulatedSystem(scheduler, faults, mutation, plan.large() ? LARGE_FILE : SMALL_FILE);
        system.onStop(this::stop);
        for (int i = 0; i < plan.directories(); i++) {
            directories.add(Path.of("/simulated/" + (char) ('A' + i)));
            histories.add(History.ofThreads());
        }
    }

    /**
     * Runs a seed.
     *
     * @throws AssertionError if the engine did something wrong; the message says what, and how to see it again
     */
    static Result run(long seed, Mutation mutation) {
        Simulation simulation = new Simulation(seed, mutation);
        prepare(simulation.plan.processes() + 1, mutation);
        try {
            simulation.scheduler.run(simulation::scenario);
            for (History history : simulation.histories) {
                HistoryChecker.check(history, simulation.guarantees);
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ", " + simulation.plan + "; to see it again: mvn test -pl partd-core"
                            + " -Dtest=SimulationTest -Dpartd.sim.seed=" + seed + "\n" + e.getMessage(),
                    e);
        } finally {
            simulation.processes.forEach(process -> giveBack(process.classes(), mutation));
        }
        return simulation.result();
    }

    private Result result() {
        long calls = histories.stream()
                .mapToLong(history -> history.operations().size())
                .sum();
        return new Result(
                scheduler.trace(), scheduler.steps(), faults.operations(), calls, kills, powerCuts, faults.errors());
    }

    private static synchronized EngineClasses borrow(Mutation mutation) {
        return SPARE.get(mutation).remove();
    }

    /** Loads the classes of so many processes: while a class is initialized, no thread may be handed the turn. */
    private static synchronized void prepare(int many, Mutation mutation) {
        Deque<EngineClasses> spare = SPARE.computeIfAbsent(mutation, any -> new ArrayDeque<>());
        while (spare.size() < many) {
            spare.push(new EngineClasses(mutation));
        }
    }

    private static synchronized void giveBack(EngineClasses classes, Mutation mutation) {
        SPARE.computeIfAbsent(mutation, any -> new ArrayDeque<>()).push(classes);
    }

    /** Does everything, in the first simulated thread. */
    private void scenario() {
        scheduler.note(plan.toString());
        directories.forEach(system::makeDirectory);
        for (int era = 0; era < plan.eras(); era++) {
            work();
            if (!look()) {
                return;
            }
        }
        if (random.nextBoolean()) {
            decay();
        }
    }

    /** Flips a bit of each log. What can still be read is what was appended; no other byte may be returned. */
    private void decay() {
        directories.forEach(system::flipBit);
        SimulatedProcess process = start();
        SimulatedThread reader = new SimulatedThread(scheduler, process, "reader of decayed logs", () -> {
            for (Path directory : directories) {
                try (Store log =
                        process.classes().openLog(directory, plan.fsync(), plan.segmentBytes(), plan.mostRecent())) {
                    for (String key : log.keys()) {
                        requireWholeValues(log, key);
                    }
                } catch (IOException e) {
                    scheduler.note("found: " + e.getMessage());
                }
            }
        });
        reader.start();
        scheduler.await(() -> !scheduler.isAlive(reader), Long.MAX_VALUE, "the reader");
        end(process);
    }

    private void requireWholeValues(Store log, String key) {
        try {
            byte[] value = log.get(key);
            if (UniqueValues.parse(value, new ArrayList<>()) != value.length) {
                throw new AssertionError("a bit has flipped, and is returned in the value of " + key);
            }
        } catch (IOException e) {
            scheduler.note("found in " + key + ": " + e.getMessage());
        }
    }

    /** Has processes work until all are done or the power is lost. */
    private void work() {
        powerLost = false;
        promised = true;
        plan();
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < plan.processes(); i++) {
            workers.add(new Worker());
        }
        while (!powerLost && !workers.stream().allMatch(Worker::isDone)) {
            workers.forEach(Worker::startAgainAfterKill);
            scheduler.await(
                    () -> powerLost || workers.stream().anyMatch(Worker::hasChanged),
                    scheduler.now() + random.nextInt(30_000_000),
                    "the processes");
            disturb(workers);
        }
        scheduler.failThreads(false);
        faults.heal();
        if (!powerLost && random.nextInt(3) == 0) {
            powerLost = true;
            scheduler.note("the power is cut when all is done");
        }
        boolean lost = false;
        for (Worker worker : workers) {
            lost |= worker.end(powerLost);
        }
        if (powerLost) {
            powerCuts++;
            promised = !system.hasSyncFailed() && !plan.fsync().equals("NEVER");
            system.cutPower();
            histories.forEach(history -> history.restart(promised ? Operation.POWER_CUT : Operation.UNPROMISED));
        } else if (lost) {
            histories.forEach(history -> history.restart(Operation.KILL));
        }
    }

    private void plan() {
        faults.heal();
        if (random.nextInt(4) == 0) {
            faults.failOneIn(10 + random.nextInt(150));
        }
        if (random.nextInt(3) == 0) {
            faults.slowOneIn(2 + random.nextInt(30));
        }
        if (random.nextInt(2) == 0) {
            powerCutPlanned = random.nextBoolean();
            faults.stopIn(20 + random.nextInt(600));
        }
        scheduler.failThreads(random.nextInt(8) == 0);
    }

    /** Does something to those who work, or not. */
    private void disturb(List<Worker> workers) {
        switch (random.nextInt(12)) {
            case 0 -> faults.setFull(true);
            case 1, 2 -> faults.setFull(false);
            case 3 -> workers.get(random.nextInt(workers.size())).interruptOne();
            case 4 -> {
                if (random.nextInt(6) == 0) {
                    workers.get(random.nextInt(workers.size())).kill();
                }
            }
            default -> {}
        }
    }

    /** Stops the process of the thread that calls this, or the machine. */
    private void stop() {
        if (powerCutPlanned) {
            scheduler.note("the power is lost");
            powerLost = true;
            List.copyOf(processes).forEach(system::kill);
        } else {
            kills++;
            system.kill(SimulatedThread.current().process());
        }
    }

    /** Reads everything, alone; false if the log may be refused and was. */
    private boolean look() {
        SimulatedProcess process = start();
        boolean[] refused = {false};
        SimulatedThread reader = new SimulatedThread(scheduler, process, "reader", () -> {
            for (int i = 0; i < directories.size(); i++) {
                try (Store log = process.classes()
                        .openLog(directories.get(i), plan.fsync(), plan.segmentBytes(), plan.mostRecent())) {
                    new RecordedStore(log, histories.get(i), "reader").contents();
                } catch (CorruptDataException e) {
                    if (promised) {
                        throw new AssertionError("the log is damaged: " + e.getMessage(), e);
                    }
                    refused[0] = true;
                } catch (IOException e) {
                    throw new AssertionError("the log cannot be read: " + e, e);
                }
            }
        });
        reader.start();
        scheduler.await(() -> !scheduler.isAlive(reader), Long.MAX_VALUE, "the reader");
        end(process);
        scheduler.progress();
        return !refused[0];
    }

    private SimulatedProcess start() {
        EngineClasses classes = borrow(mutation);
        classes.startAgain();
        processNumber++;
        SimulatedProcess process = new SimulatedProcess("P" + processNumber, classes);
        processes.add(process);
        return process;
    }

    private void end(SimulatedProcess process) {
        system.kill(process);
        scheduler.await(() -> !scheduler.hasThreads(process), Long.MAX_VALUE, "the threads of " + process);
        if (processes.remove(process)) {
            giveBack(process.classes(), mutation);
        }
    }

    /** A process, and those that take its place when it is killed. */
    private final class Worker {

        private final List<Client> clients = new ArrayList<>();
        private final List<SimulatedThread> threads = new ArrayList<>();
        private final Store[] shared = new Store[plan.directories()];
        private SimulatedProcess process;

        Worker() {
            for (int i = 0; i < plan.threads(); i++) {
                clients.add(new Client(plan, scheduler, values));
            }
            begin();
        }

        private void begin() {
            process = start();
            threads.clear();
            SimulatedProcess mine = process;
            Arrays.fill(shared, null);
            for (Client client : clients) {
                String name = process + "." + threads.size();
                threads.add(new SimulatedThread(
                        scheduler, mine, name, () -> client.run(directory -> open(mine, directory, name))));
            }
            threads.forEach(SimulatedThread::start);
        }

        private Store open(SimulatedProcess mine, int directory, String thread) throws IOException {
            scheduler.note("open " + directories.get(directory));
            if (plan.ownHandles()) {
                return recorded(log(mine, directory), directory, thread);
            }
            return recorded(shared(mine, directory), directory, thread);
        }

        private Store recorded(Store store, int directory, String thread) {
            guarantees = store.guarantees();
            return new RecordedStore(store, histories.get(directory), thread);
        }

        private Store log(SimulatedProcess mine, int directory) throws IOException {
            return mine.classes()
                    .openLog(directories.get(directory), plan.fsync(), plan.segmentBytes(), plan.mostRecent());
        }

        /** Returns the handle of all threads; who comes first opens it. */
        private Store shared(SimulatedProcess mine, int directory) throws IOException {
            SimulatedLock lock = system.monitor(shared);
            lock.lock();
            try {
                if (shared[directory] == null) {
                    Store log = log(mine, directory);
                    shared[directory] = plan.buffered() ? mine.classes().buffered(log, "16k") : log;
                }
                return shared[directory];
            } finally {
                lock.unlock();
            }
        }

        boolean isDone() {
            return process.isAlive() && threads.stream().noneMatch(scheduler::isAlive);
        }

        boolean hasChanged() {
            return !process.isAlive() || isDone();
        }

        void interruptOne() {
            if (process.isAlive()) {
                scheduler.note("interrupt");
                threads.get(random.nextInt(threads.size())).interrupt();
            }
        }

        void kill() {
            if (process.isAlive()) {
                kills++;
                system.kill(process);
            }
        }

        void startAgainAfterKill() {
            if (!process.isAlive() && !powerLost) {
                Simulation.this.end(process);
                if (plan.buffered()) {
                    faults.heal();
                    scheduler.failThreads(false);
                    histories.forEach(history -> history.restart(Operation.KILL));
                    if (!look()) {
                        throw new AssertionError("the log was refused after a kill");
                    }
                }
                begin();
            }
        }

        /** Ends the process; tells whether what it held in memory may be lost. */
        boolean end(boolean byForce) {
            boolean lost = byForce;
            if (!byForce && !plan.ownHandles()) {
                boolean[] failed = {false};
                SimulatedThread closer = new SimulatedThread(scheduler, process, process + ".closer", () -> {
                    for (int i = 0; i < shared.length; i++) {
                        if (shared[i] != null) {
                            try {
                                recorded(shared[i], i, process + ".closer").close();
                            } catch (IOException e) {
                                scheduler.note("closing failed: " + e.getMessage());
                                failed[0] = plan.buffered();
                            }
                        }
                    }
                });
                closer.start();
                scheduler.await(() -> !scheduler.isAlive(closer), Long.MAX_VALUE, "the closing");
                lost = failed[0];
            }
            Simulation.this.end(process);
            return lost;
        }
    }
}
