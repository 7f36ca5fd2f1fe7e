package io.partd.simulation;

/** What came of many runs. */
final class Totals {

    private long seeds;
    private long calls;
    private long operations;
    private long steps;
    private long kills;
    private long powerCuts;
    private long errors;

    void add(Simulation.Result result) {
        seeds++;
        calls += result.calls();
        operations += result.operations();
        steps += result.steps();
        kills += result.kills();
        powerCuts += result.powerCuts();
        errors += result.errors();
    }

    /** Prints them, in a line. */
    void print() {
        System.out.printf(
                "%,d seeds: %,d calls, %,d operations of the disk, %,d steps; %,d kills, %,d power cuts, %,d errors%n",
                seeds, calls, operations, steps, kills, powerCuts, errors);
    }
}
