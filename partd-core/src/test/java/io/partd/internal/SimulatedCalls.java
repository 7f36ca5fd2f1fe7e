package io.partd.internal;

import io.partd.simulation.SimulatedSystem;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The calls to the system of a simulated machine. What the simulation has no need of is not there. */
public final class SimulatedCalls implements SystemCalls {

    private static final SimulatedCalls INSTANCE = new SimulatedCalls();

    private SimulatedCalls() {}

    /** Returns them in place of {@link SystemCalls#system}. */
    public static SystemCalls system() {
        return INSTANCE;
    }

    private static SimulatedSystem machine() {
        return SimulatedSystem.current();
    }

    private static UnsupportedOperationException missing() {
        return new UnsupportedOperationException("the simulation has no such call");
    }

    @Override
    public int openDirectory(int directory, byte[] name) {
        return machine().openDirectory(name);
    }

    @Override
    public int openToRead(int directory, byte[] name) {
        throw missing();
    }

    @Override
    public int openToAppend(int directory, byte[] name) {
        throw missing();
    }

    @Override
    public int create(int directory, byte[] name, int mode) {
        throw missing();
    }

    @Override
    public int openToUpdate(int directory, byte[] name) {
        return machine().openFile(directory, name);
    }

    @Override
    public int createToUpdate(int directory, byte[] name, int mode) {
        return machine().create(directory, name);
    }

    @Override
    public int close(int file) {
        return machine().close(file);
    }

    @Override
    public int tryLock(int file) {
        return machine().tryLock(file);
    }

    @Override
    public int tryShare(int file) {
        return machine().tryShare(file);
    }

    @Override
    public int unlock(int file) {
        return machine().unlock(file);
    }

    @Override
    public String lockKind() {
        return "the simulated lock";
    }

    @Override
    public int mark(int file) {
        return 0;
    }

    @Override
    public int status(int file, FileStatus result) {
        SimulatedSystem.Status status = machine().status(file);
        result.set(FileStatus.Kind.REGULAR, status.length(), "owner", status.number());
        return 0;
    }

    @Override
    public int status(int directory, byte[] name, FileStatus result) {
        throw missing();
    }

    @Override
    public long write(int file, ByteBuffer[] sources, int first, int count) {
        throw missing();
    }

    @Override
    public long writeAt(int file, ByteBuffer source, long position) {
        return machine().writeAt(file, source, position);
    }

    @Override
    public long read(int file, ByteBuffer target, long position) {
        throw missing();
    }

    @Override
    public int truncate(int file, long length) {
        return machine().truncate(file, length);
    }

    @Override
    public int allocate(int file, long position, long count) {
        return machine().allocate(file, position, count);
    }

    @Override
    public ByteBuffer map(int file, long position, int count, Path path) {
        if (position > 0) {
            throw missing();
        }
        return machine().map(file);
    }

    @Override
    public ByteBuffer mapToRead(int file, long position, int count, Path path) {
        return map(file, position, count, path);
    }

    @Override
    public int populate(ByteBuffer mapped, int from, int count) {
        return 0;
    }

    @Override
    public int unmap(ByteBuffer mapped) {
        return machine().unmap(mapped);
    }

    @Override
    public int sync(int file) {
        return machine().sync(file);
    }

    @Override
    public int makeDirectory(int directory, byte[] name, int mode) {
        throw missing();
    }

    @Override
    public int rename(int directory, byte[] from, byte[] to) {
        return machine().rename(directory, from, to);
    }

    @Override
    public int remove(int directory, byte[] name) {
        return machine().remove(directory, name);
    }

    @Override
    public int removeDirectory(int directory, byte[] name) {
        throw missing();
    }
}
