package io.partd.arrow.schema;

/** Two schemas cannot be unified, or are not the same where they have to be. */
public final class SchemaConflictException extends Exception {

    private static final long serialVersionUID = 1;

    private final String what;
    private final String first;
    private final String second;

    /**
     * Says what differs.
     *
     * @param what the part of the schema: {@code column 'fare'}, or {@code the table} as a whole
     * @param first what it is in the first schema
     * @param second what it is in the second one
     */
    SchemaConflictException(String what, String first, String second) {
        super(what + " is " + second + ", and before " + first);
        this.what = what;
        this.first = first;
        this.second = second;
    }

    /** Returns the part of the schema that differs. */
    public String what() {
        return what;
    }

    /** Returns what it is in the first schema. */
    public String first() {
        return first;
    }

    /** Returns what it is in the second schema. */
    public String second() {
        return second;
    }
}
