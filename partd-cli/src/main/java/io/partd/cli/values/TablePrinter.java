package io.partd.cli.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.partd.Partd;
import io.partd.arrow.JavaValues;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.schema.Fields;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints the rows of tables, of which it holds one appended piece at a time. Not thread-safe. */
public final class TablePrinter {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final Writer out;
    private @Nullable List<String> header;

    /** Makes a printer; {@code out} stays open. */
    public TablePrinter(OutputStream out) {
        this.out = new Utf8Writer(out);
    }

    /**
     * Prints the rows of a key as JSON, an object a line.
     *
     * @throws IOException also if two columns have one name, which the members of an object cannot; nothing is printed
     */
    @SuppressWarnings("try") // the generator writes to what stays open
    public void printJson(String key, Partd<?> tables) throws IOException {
        JsonGenerator json = JSON.createGenerator(out);
        json.setRootValueSeparator(new SerializedString(""));
        JsonTree tree = new JsonTree(json);
        forEach(key, tables, batch -> {
            List<String> names = names(batch);
            requireDistinct(key, names);
            JavaValues values = JavaValues.of(batch);
            for (int row = 0; row < batch.rowCount(); row++) {
                json.writeStartObject();
                for (int column = 0; column < names.size(); column++) {
                    json.writeFieldName(names.get(column));
                    tree.write(TableForms.of(values.get(row, column)));
                }
                json.writeEndObject();
                json.writeRaw('\n');
            }
        });
        json.flush();
    }

    /**
     * Prints the rows of a key as CSV, and before the first one of all the columns' names.
     *
     * @throws IOException also if it has other columns than a key that was printed before
     */
    public void printCsv(String key, Partd<?> tables) throws IOException {
        forEach(key, tables, batch -> {
            printHeader(key, names(batch));
            JavaValues values = JavaValues.of(batch);
            int columns = batch.schema().getFields().size();
            for (int row = 0; row < batch.rowCount() && columns > 0; row++) {
                for (int column = 0; column < columns; column++) {
                    if (column > 0) {
                        out.write(',');
                    }
                    Object value = values.get(row, column);
                    if (value != null) {
                        printField(text(value));
                    } else if (columns == 1) {
                        // An empty line would be none.
                        out.write("\"\"");
                    }
                }
                out.write('\n');
            }
        });
    }

    private void printHeader(String key, List<String> names) throws IOException {
        List<String> before = header;
        if (before != null && !before.equals(names)) {
            throw new IOException("key '" + key + "' has the columns " + names + ", and the keys before it have "
                    + before + "; print them one by one");
        }
        if (before == null && !names.isEmpty()) {
            for (int i = 0; i < names.size(); i++) {
                out.write(i > 0 ? "," : "");
                printField(names.get(i));
            }
            out.write('\n');
        }
        header = names;
    }

    private static void requireDistinct(String key, List<String> names) throws IOException {
        Set<String> before = new HashSet<>();
        for (String name : names) {
            if (!before.add(name)) {
                throw new IOException("key '" + key + "' has several columns called '" + name
                        + "', and an object of JSON has a name only once; print it with --csv");
            }
        }
    }

    private static List<String> names(RecordBatch batch) {
        return Fields.names(batch.schema().getFields());
    }

    /** Returns a value as text; of nested ones, JSON. */
    private static String text(Object value) throws IOException {
        Object form = TableForms.of(value);
        if (form instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (form instanceof String || form instanceof Number || form instanceof Boolean) {
            return form.toString();
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new JsonTree(json).write(form);
        }
        return text.toString();
    }

    /** Quotes a field of RFC 4180 if it needs that; an empty text, to tell it from null. */
    private void printField(String text) throws IOException {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        out.write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }

    /** What is done with each batch. */
    private interface Printing {

        void print(RecordBatch batch) throws IOException;
    }

    private static void forEach(String key, Partd<?> tables, Printing printing) throws IOException {
        try (Stream<?> pieces = tables.stream(key)) {
            for (Iterator<?> each = pieces.iterator(); each.hasNext(); ) {
                try (Table table = (Table) each.next()) {
                    for (RecordBatch batch : table.batches()) {
                        printing.print(batch);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes out what has been printed. */
    public void flush() throws IOException {
        out.flush();
    }
}
