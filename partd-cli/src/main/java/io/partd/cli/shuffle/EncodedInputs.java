package io.partd.cli.shuffle;

import io.partd.arrow.TableSource;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parquet files that are read for other Parquet files: columns that have small dictionaries in all of them stay indices
 * in dictionaries, which is less to move and to hash than values.
 */
final class EncodedInputs {

    private final List<ParquetSource> files;

    EncodedInputs(List<ParquetSource> files) {
        this.files = files;
    }

    /** Returns the files as sources, with dictionaries that have so many bytes together at most. */
    List<TableSource> sources(long mostBytes) throws IOException {
        List<String> chosen = new ArrayList<>();
        long left = mostBytes;
        for (Map.Entry<String, Long> column : sizes().entrySet()) {
            if (column.getValue() <= left) {
                chosen.add(column.getKey());
                left -= column.getValue();
            }
        }
        List<TableSource> sources = new ArrayList<>();
        files.forEach(file -> sources.add(file.encoded(chosen)));
        return sources;
    }

    /** Returns the columns that can have dictionaries in all files, with the bytes of all together. */
    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new LinkedHashMap<>(files.get(0).dictionaryBytes());
        for (ParquetSource file : files.subList(1, files.size())) {
            Map<String, Long> own = file.dictionaryBytes();
            sizes.keySet().retainAll(own.keySet());
            sizes.replaceAll((column, bytes) -> bytes + own.getOrDefault(column, 0L));
        }
        return sizes;
    }
}
