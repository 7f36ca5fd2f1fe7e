package io.partd.simulation;

/** A process of a simulated machine, with classes of its own, as every JVM has. */
final class SimulatedProcess {

    private final String name;
    private final EngineClasses classes;
    private boolean alive = true;

    SimulatedProcess(String name, EngineClasses classes) {
        this.name = name;
        this.classes = classes;
    }

    EngineClasses classes() {
        return classes;
    }

    boolean isAlive() {
        return alive;
    }

    void end() {
        alive = false;
    }

    @Override
    public String toString() {
        return name;
    }
}
