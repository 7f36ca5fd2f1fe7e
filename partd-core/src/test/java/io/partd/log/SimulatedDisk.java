package io.partd.log;

import io.partd.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The directory of a {@link SimulatedMachine}, as one process sees it. */
final class SimulatedDisk implements Disk {

    private final SimulatedMachine machine;
    private final SimulatedProcesses processes;

    SimulatedDisk(SimulatedMachine machine, ReentrantLock writers) {
        this.machine = machine;
        processes = new SimulatedProcesses(machine, writers);
    }

    /** Opens the log of a machine, in a process of its own. */
    static LogStore store(SimulatedMachine machine, Durability durability, Log.Options options) throws IOException {
        ReentrantLock writers = new ReentrantLock();
        return LogStore.open(new SimulatedDisk(machine, writers), writers, durability, options);
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public Path path() {
        return SimulatedMachine.DIRECTORY;
    }

    @Override
    public Set<String> names() {
        return new TreeSet<>(machine.names().keySet());
    }

    @Override
    public Disk.File create(String name) throws IOException {
        SimulatedFile file = new SimulatedFile();
        if (machine.names().containsKey(name)) {
            throw new FileAlreadyExistsException(path().resolve(name).toString());
        }
        machine.operate("create", name, part -> {
            if (part == 1) {
                machine.rename(Map.of(name, file));
            }
        });
        return new Open(name, file);
    }

    @Override
    public Disk.File open(String name) throws IOException {
        return new Open(name, find(name));
    }

    private SimulatedFile find(String name) throws IOException {
        SimulatedFile file = machine.names().get(name);
        if (file == null) {
            throw new NoSuchFileException(path().resolve(name).toString());
        }
        return file;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        SimulatedFile file = find(from);
        machine.operate("rename", to, part -> {
            if (part == 1) {
                Map<String, @Nullable SimulatedFile> changed = new HashMap<>();
                changed.put(from, null);
                changed.put(to, file);
                machine.rename(changed);
            }
        });
    }

    @Override
    public void remove(String name) throws IOException {
        if (!machine.names().containsKey(name)) {
            return;
        }
        machine.operate("remove", name, part -> {
            if (part == 1) {
                Map<String, @Nullable SimulatedFile> changed = new HashMap<>();
                changed.put(name, null);
                machine.rename(changed);
            }
        });
    }

    @Override
    public void sync() throws IOException {
        machine.operate("sync", ".", part -> {
            if (part == 1) {
                machine.syncNames();
            }
        });
    }

    @Override
    public long boot() {
        return machine.boot();
    }

    @Override
    public Processes processes() {
        return processes;
    }

    @Override
    public void close() {
        processes.close();
    }

    /** An open file. */
    private final class Open implements Disk.File {

        private final String name;
        private final SimulatedFile file;
        private boolean descriptorClosed;
        private boolean closed;

        Open(String name, SimulatedFile file) {
            this.name = name;
            this.file = file;
            machine.openFiles().add(name);
        }

        private void requireOpen(boolean descriptor) {
            if (closed || (descriptor && descriptorClosed)) {
                throw new IllegalStateException(name + " is closed");
            }
        }

        @Override
        public long length() {
            requireOpen(false);
            return file.length();
        }

        @Override
        public void allocate(long length) throws IOException {
            requireOpen(true);
            if (length > file.length()) {
                int grown = (int) length - file.length();
                machine.operate("allocate", name, part -> file.resize(file.length() + (int) (part * grown)));
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            requireOpen(true);
            machine.operate("truncate", name, part -> {
                if (part == 1) {
                    file.resize((int) length);
                }
            });
        }

        @Override
        public void write(long at, ByteBuffer source, int from, int count) throws IOException {
            requireOpen(false);
            byte[] bytes = new byte[count];
            source.get(from, bytes);
            machine.operate(
                    "write", name, part -> file.write((int) at, Arrays.copyOf(bytes, (int) (part * bytes.length))));
        }

        @Override
        public void read(long at, byte[] target, int from, int count) throws IOException {
            requireOpen(false);
            machine.requireReadable(name, at, count);
            System.arraycopy(file.content(), (int) at, target, from, count);
        }

        /** Has every value read by a copy. */
        @Override
        public @Nullable ByteBuffer view(long at, int count) {
            return null;
        }

        @Override
        public int readInt(long at) throws IOException {
            requireOpen(false);
            machine.requireReadable(name, at, Integer.BYTES);
            return ByteBuffer.wrap(file.content())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt((int) at);
        }

        @Override
        public long published(long at) throws IOException {
            requireOpen(false);
            machine.requireReadable(name, at, Long.BYTES);
            return ByteBuffer.wrap(file.content())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong((int) at);
        }

        @Override
        public void publish(long at, long value) throws IOException {
            requireOpen(false);
            byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
            machine.operate("publish", name, part -> {
                if (part == 1) {
                    file.write((int) at, bytes);
                }
            });
        }

        @Override
        public void closeDescriptor() {
            descriptorClosed = true;
        }

        @Override
        public boolean sync() throws IOException {
            requireOpen(false);
            if (descriptorClosed) {
                return false;
            }
            machine.operate("sync", name, part -> {
                if (part == 1) {
                    file.sync();
                }
            });
            return true;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                machine.openFiles().remove(name);
            }
        }
    }
}
