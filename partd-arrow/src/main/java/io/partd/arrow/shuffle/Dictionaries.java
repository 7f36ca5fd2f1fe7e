package io.partd.arrow.shuffle;

import io.partd.arrow.shuffle.TableColumns.EncodedField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/** The dictionaries of a shuffle's output, by the first source's ids. For one thread. */
final class Dictionaries implements AutoCloseable {

    private final List<EncodedField> columns;
    private final Map<Long, UnifiedDictionary> byId = new LinkedHashMap<>();

    Dictionaries(TableColumns columns, BufferAllocator allocator) {
        this.columns = columns.encoded();
        Map<Long, EncodedField> narrowest = new LinkedHashMap<>();
        for (EncodedField column : this.columns) {
            narrowest.merge(id(column), column, (one, other) -> most(other) < most(one) ? other : one);
        }
        narrowest.forEach((id, column) -> byId.put(id, new UnifiedDictionary(column, allocator)));
    }

    private static long most(EncodedField column) {
        return DictionaryIndex.most(column.field());
    }

    private static long id(EncodedField column) {
        return column.field().getDictionary().getId();
    }

    /** Takes in a batch's dictionaries, and tells its columns where their values are now. */
    void add(Batch batch) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            Batch.Encoded encoded = batch.encoded().get(i);
            UnifiedDictionary unified = byId.get(id(columns.get(i)));
            if (unified != null) {
                encoded.indices().mapIndices(added(batch, unified, encoded.values()));
            }
        }
    }

    private static int @Nullable [] added(Batch batch, UnifiedDictionary unified, ArrayData values) throws IOException {
        try {
            return unified.add(values);
        } catch (IllegalArgumentException e) {
            throw batch.damaged(e);
        }
    }

    /** Returns vectors of the values, which share their memory, and are to be closed. */
    DictionaryProvider share() {
        List<Dictionary> shared = new ArrayList<>();
        try {
            for (EncodedField column : columns) {
                UnifiedDictionary unified = byId.get(id(column));
                boolean first = shared.stream().noneMatch(d -> d.getEncoding().getId() == id(column));
                if (unified != null && first) {
                    FieldVector vector = unified.share();
                    shared.add(new Dictionary(vector, column.field().getDictionary()));
                }
            }
        } catch (Throwable e) {
            shared.forEach(dictionary -> dictionary.getVector().close());
            throw e;
        }
        return new DictionaryProvider.MapDictionaryProvider(shared.toArray(Dictionary[]::new));
    }

    @Override
    public void close() {
        byId.values().forEach(UnifiedDictionary::close);
    }
}
