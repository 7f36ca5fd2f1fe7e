package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Shows the rows of tables as text, with the values of dictionaries instead of indices. */
final class Values {

    private Values() {}

    /** Returns a line for each row of a table. */
    static List<String> rows(Table table) {
        List<String> rows = new ArrayList<>();
        for (RecordBatch batch : table.batches()) {
            for (int i = 0; i < batch.rowCount(); i++) {
                rows.add(row(batch, i));
            }
        }
        return rows;
    }

    static String row(RecordBatch batch, int row) {
        StringBuilder text = new StringBuilder();
        for (FieldVector vector : batch.root().getFieldVectors()) {
            text.append(value(vector, row, batch.dictionaries())).append(" | ");
        }
        return text.toString();
    }

    static String value(FieldVector vector, int row, DictionaryProvider dictionaries) {
        if (vector.isNull(row)) {
            return "null";
        }
        if (vector.getField().getDictionary() != null) {
            FieldVector values = dictionaries
                    .lookup(vector.getField().getDictionary().getId())
                    .getVector();
            return value(values, (int) ((BaseIntVector) vector).getValueAsLong(row), dictionaries);
        }
        if (vector instanceof ListVector list) {
            List<String> elements = new ArrayList<>();
            for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                elements.add(value(list.getDataVector(), i, dictionaries));
            }
            return elements.toString();
        }
        if (vector instanceof StructVector struct) {
            List<String> members = new ArrayList<>();
            for (FieldVector member : struct.getChildrenFromFields()) {
                members.add(member.getName() + "=" + value(member, row, dictionaries));
            }
            return members.toString();
        }
        Object value = vector.getObject(row);
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
