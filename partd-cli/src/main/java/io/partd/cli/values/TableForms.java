package io.partd.cli.values;

import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.PeriodDuration;
import org.jspecify.annotations.Nullable;

/** Which JSON the values of tables are; the table is in {@code docs/arrow.md}. */
final class TableForms {

    private TableForms() {}

    /** Returns the value as null, a Boolean, a Number, a String, a List or a Map of any keys. */
    static @Nullable Object of(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number || value instanceof String) {
            return value;
        }
        if (value instanceof byte[] binary) {
            return Base64.getEncoder().encodeToString(binary);
        }
        if (value instanceof ByteBuffer noText) {
            byte[] bytes = new byte[noText.remaining()];
            noText.duplicate().get(bytes);
            return Map.of("base64", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> forms = new ArrayList<>(list.size());
            list.forEach(element -> forms.add(of(element)));
            return forms;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> forms = new LinkedHashMap<>();
            map.forEach((key, element) -> forms.put(of(key), of(element)));
            return forms;
        }
        if (value instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        if (value instanceof OffsetDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        if (value instanceof ZonedDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        return value instanceof PeriodDuration interval ? interval.toISO8601IntervalString() : value.toString();
    }
}
