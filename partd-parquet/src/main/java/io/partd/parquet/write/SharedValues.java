package io.partd.parquet.write;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of columns in all files that are written side by side. Changed by one thread, while no other reads it. */
public final class SharedValues {

    private final List<@Nullable SharedNumbers> columns;

    SharedValues(List<@Nullable SharedNumbers> columns) {
        this.columns = columns;
    }

    /** Adds those of a batch, before any of it is written. */
    public void add(WriteBatch batch, Workspace workspace) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            SharedNumbers numbers = columns.get(i);
            if (numbers != null) {
                batch.columns().get(i).share(numbers, workspace);
            }
        }
    }
}
