package io.partd.parquet.write;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of columns in all files that are written side by side. Changed by one thread, while no other reads it. */
public final class SharedValues {

    private final List<@Nullable SharedNumbers> columns;
    private final long most;

    SharedValues(List<@Nullable SharedNumbers> columns, long most) {
        this.columns = columns;
        this.most = most;
    }

    /** Returns how many bytes of memory are taken. */
    public long memory() {
        long memory = 0;
        for (SharedNumbers numbers : columns) {
            memory += numbers == null ? 0 : numbers.memory();
        }
        return memory;
    }

    /** Adds those of a batch, before any of it is written. Gives columns up with which all would be too large. */
    public void add(WriteBatch batch, Workspace workspace) throws IOException {
        long memory = memory();
        for (int i = 0; i < columns.size(); i++) {
            SharedNumbers numbers = columns.get(i);
            if (numbers != null) {
                memory -= numbers.memory();
                batch.columns().get(i).share(numbers, workspace);
                if (memory + numbers.memory() > most) {
                    numbers.forgetAll();
                }
                memory += numbers.memory();
            }
        }
    }
}
