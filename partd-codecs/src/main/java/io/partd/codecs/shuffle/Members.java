package io.partd.codecs.shuffle;

import io.partd.expression.ColumnName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an object that are looked for, and those within them. */
final class Members {

    /** The field of a member that is none itself. */
    static final int NO_FIELD = -1;

    private final Map<String, Members> children = new HashMap<>();
    private int field = NO_FIELD;

    /** Returns the members that columns name; each is the field of the column's number. */
    static Members of(List<ColumnName> columns) {
        Members root = new Members();
        for (int i = 0; i < columns.size(); i++) {
            Members member = root;
            for (String name : columns.get(i).path()) {
                member = member.children.computeIfAbsent(name, missing -> new Members());
            }
            if (member.field != NO_FIELD) {
                throw new IllegalArgumentException("'" + columns.get(member.field) + "' and '" + columns.get(i)
                        + "' are the same member; call it by one of these");
            }
            member.field = i;
        }
        return root;
    }

    @Nullable
    Members child(String name) {
        return children.get(name);
    }

    boolean hasChildren() {
        return !children.isEmpty();
    }

    int field() {
        return field;
    }
}
