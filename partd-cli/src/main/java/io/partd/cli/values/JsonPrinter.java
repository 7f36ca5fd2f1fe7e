package io.partd.cli.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.SerializedString;
import io.partd.Partd;
import io.partd.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Prints values as lines of JSON. Of lists and texts it holds one appended piece at a time. Not thread-safe. */
public final class JsonPrinter {

    private static final int SCRATCH = 8 << 10;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonGenerator json;
    private final JsonTree tree;

    /** Makes a printer; {@code out} stays open. */
    public JsonPrinter(OutputStream out) throws IOException {
        json = JSON.createGenerator(new Utf8Writer(out));
        json.setRootValueSeparator(new SerializedString(""));
        tree = new JsonTree(json);
    }

    /** Prints the value of a key, as in {@code {"key":"k","value":[1,2]}}. */
    public void printEntry(String key, Partd<?> partd) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key);
        json.writeFieldName("value");
        writeValue(key, partd);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Prints the elements of a key's list, each as a line. */
    public void printElements(String key, Partd<?> partd) throws IOException {
        try (Stream<?> pieces = partd.stream(key)) {
            for (Iterator<?> each = pieces.iterator(); each.hasNext(); ) {
                for (Object element : (List<?>) each.next()) {
                    tree.write(element);
                    json.writeRaw('\n');
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes out what has been printed. */
    public void flush() throws IOException {
        json.flush();
    }

    private void writeValue(String key, Partd<?> partd) throws IOException {
        if (partd instanceof Store store) {
            writeBytes(store.get(key));
            return;
        }
        try (Stream<?> pieces = partd.stream(key)) {
            Iterator<?> each = pieces.iterator();
            Object first = each.hasNext() ? each.next() : null;
            if (first instanceof List<?> list) {
                writeList(list, each);
                return;
            }
            if (first instanceof String text) {
                writeText(text, each);
                return;
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        tree.write(partd.get(key));
    }

    private void writeList(List<?> first, Iterator<?> rest) throws IOException {
        json.writeStartArray();
        for (Object element : first) {
            tree.write(element);
        }
        while (rest.hasNext()) {
            for (Object element : (List<?>) rest.next()) {
                tree.write(element);
            }
        }
        json.writeEndArray();
    }

    private void writeText(String first, Iterator<?> rest) throws IOException {
        json.writeRawValue("\"");
        writeQuoted(first);
        while (rest.hasNext()) {
            writeQuoted((String) rest.next());
        }
        json.writeRaw('"');
    }

    private void writeBytes(byte[] value) throws IOException {
        if (!JsonForms.isText(value)) {
            json.writeStartObject();
            json.writeBinaryField("base64", value);
            json.writeEndObject();
            return;
        }
        json.writeRawValue("\"");
        CharBuffer scratch = CharBuffer.allocate(SCRATCH);
        try (Reader text = new InputStreamReader(new ByteArrayInputStream(value), StandardCharsets.UTF_8)) {
            while (text.read(scratch) >= 0) {
                writeQuoted(scratch.flip());
                scratch.clear();
            }
        }
        json.writeRaw('"');
    }

    private void writeQuoted(CharSequence text) throws IOException {
        char[] quoted = JsonStringEncoder.getInstance().quoteAsString(text);
        json.writeRaw(quoted, 0, quoted.length);
    }
}
