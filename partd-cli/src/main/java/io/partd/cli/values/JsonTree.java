package io.partd.cli.values;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a value as JSON, nested as deep as it may be, with a stack of its own. */
final class JsonTree {

    private static final String ITSELF = "...";

    private final JsonGenerator json;
    private final Deque<Container> open = new ArrayDeque<>();

    /** The containers of the value so far, and whether each is still open. */
    private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();

    /** Whether one of them contains itself: then each is written once, as there may be no end of ways through them. */
    private boolean circular;

    JsonTree(JsonGenerator json) {
        this.json = json;
    }

    /** An array or object that has been begun. */
    private record Container(Object value, Iterator<?> rest, boolean isObject) {}

    void write(@Nullable Object value) throws IOException {
        seen.clear();
        circular = false;
        begin(value);
        while (!open.isEmpty()) {
            Container top = open.getLast();
            if (!top.rest.hasNext()) {
                end();
            } else if (top.isObject) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) top.rest.next();
                json.writeFieldName((String) entry.getKey());
                begin(entry.getValue());
            } else {
                Object next = top.rest.next();
                begin(next instanceof Map.Entry<?, ?> pair ? Arrays.asList(pair.getKey(), pair.getValue()) : next);
            }
        }
    }

    private void end() throws IOException {
        Container ended = open.removeLast();
        seen.replace(ended.value, false);
        if (ended.isObject) {
            json.writeEndObject();
        } else {
            json.writeEndArray();
        }
    }

    private void begin(@Nullable Object value) throws IOException {
        Object form = JsonForms.of(value);
        if (value == null || form == null) {
            json.writeNull();
        } else if (form instanceof Collection<?> elements) {
            begin(value, elements.iterator(), false);
        } else if (form instanceof Map<?, ?> map) {
            boolean named = map.keySet().stream().allMatch(String.class::isInstance);
            begin(value, map.entrySet().iterator(), named);
        } else if (form instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (form instanceof Number number) {
            write(number);
        } else {
            json.writeString(form.toString());
        }
    }

    private void begin(Object value, Iterator<?> elements, boolean isObject) throws IOException {
        Boolean isOpen = elements.hasNext() ? seen.put(value, true) : null;
        circular |= Boolean.TRUE.equals(isOpen);
        if (isOpen != null && circular) {
            seen.put(value, isOpen);
            json.writeString(ITSELF);
            return;
        }
        if (isObject) {
            json.writeStartObject();
        } else {
            json.writeStartArray();
        }
        open.addLast(new Container(value, elements, isObject));
    }

    private void write(Number number) throws IOException {
        if (number instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (number instanceof Double value) {
            json.writeNumber(value);
        } else if (number instanceof Float value) {
            json.writeNumber(value);
        } else {
            json.writeNumber(number.longValue());
        }
    }
}
