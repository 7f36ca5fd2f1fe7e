package io.partd.codecs.shuffle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.partd.expression.ColumnName;
import io.partd.input.PartitionColumn;
import io.partd.shuffle.ColumnAdder;
import io.partd.shuffle.FieldCursor;
import io.partd.shuffle.FieldFormat;
import io.partd.shuffle.RecordCursor;
import io.partd.shuffle.RowSelection;
import java.util.List;

/**
 * JSON lines: one JSON object (RFC 8259, UTF-8) a line, keyed by one of its members. With a {@link RowSelection} a
 * member may be within others, as {@code user.id} is; in {@code "double quotes"} such a name is that of one member.
 * Lines end with {@code \n} or {@code \r\n}; a line of nothing but white space is no record.
 *
 * <p>The key is
 *
 * <ul>
 *   <li>the decoded text of a string, in UTF-8, so that {@code "é"} and {@code "\u00e9"} are the same key;
 *   <li>a number, {@code true} or {@code false} as it is written, so that {@code 12}, {@code "12"} and the field
 *       {@code 12} of a CSV file are the same key, and {@code 12} and {@code 12.0} are not.
 * </ul>
 *
 * <p>Each line is checked as a whole, whatever its key. These are faults: a line that is not one JSON object and
 * nothing else, nesting deeper than {@value #DEPTH}, a member that is looked for and there twice, and a key that is an
 * object or an array, or has half of a surrogate pair. A key that is missing or {@code null} has no value. A record may
 * be of any length that fits into a block.
 */
public final class JsonLinesFormat implements FieldFormat {

    /** How deep objects and arrays may be nested. */
    static final int DEPTH = 1000;

    private final JsonFactory json = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final ColumnName member;

    private JsonLinesFormat(String member) {
        this.member = new ColumnName(member, List.of(member));
    }

    /** Returns the format whose records are keyed by the top-level member of that name. */
    public static JsonLinesFormat keyedBy(String member) {
        return new JsonLinesFormat(member);
    }

    /** Returns {@code from}: there is no header. */
    @Override
    public int headerEnd(byte[] bytes, int from, int to) {
        return from;
    }

    @Override
    public int lastRecordEnd(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @Override
    public RecordCursor cursor(byte[] header) {
        return RowSelection.by(this, "\"" + member.text().replace("\"", "\"\"") + "\"")
                .cursor(header);
    }

    @Override
    public List<String> names(byte[] header) {
        return List.of();
    }

    @Override
    public FieldCursor fields(byte[] header, List<ColumnName> columns) {
        return new JsonLinesCursor(json, columns);
    }

    @Override
    public boolean emptyIsNull() {
        return false;
    }

    @Override
    public ColumnAdder adder(String source, List<PartitionColumn> columns) {
        return new JsonLinesAdder(json, columns);
    }
}
