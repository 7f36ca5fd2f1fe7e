package io.partd.pandas;

import io.partd.CorruptDataException;
import io.partd.arrow.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;

/** Tables that are being made for some keys, and closed again if one of them cannot be. */
final class OpenTables {

    private final List<String> keys;
    private final List<Table> made = new ArrayList<>();

    OpenTables(List<String> keys) {
        this.keys = keys;
    }

    /** Makes the tables of all keys. */
    List<Table> add(List<List<PandasFrame>> pieces, Tables tables) throws IOException {
        try {
            for (int i = 0; i < pieces.size(); i++) {
                made.add(table(keys.get(i), pieces.get(i), tables));
            }
            return new ArrayList<>(made);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static Table table(String key, List<PandasFrame> pieces, Tables tables) throws IOException {
        try {
            return tables.table(pieces);
        } catch (OutOfMemoryException e) {
            throw new IOException("key '" + key + "' does not fit into the allocator's memory", e);
        } catch (IOException | RuntimeException e) {
            throw new CorruptDataException("key '" + key + "': " + e.getMessage(), e);
        }
    }

    /** Closes what was made. */
    void close() {
        made.forEach(Table::close);
    }
}
