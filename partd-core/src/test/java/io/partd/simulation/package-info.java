/**
 * A simulation of everything below and around the engine: one simulated machine with its disk, processes, threads and
 * clock, all from one seed. The engine's own classes run in it as they are; an {@link Instrumentation} of their byte
 * code has what they ask of threads, locks, clock and system answered here.
 */
package io.partd.simulation;
