package io.partd.parquet.schema;

import java.util.Set;
import org.apache.arrow.vector.types.TimeUnit;

/** The Arrow type that {@code INT96} times are read as: Parquet has a day and the nanoseconds in it. */
public enum Int96 {
    /** As nanoseconds, which reach from 1677 to 2262. */
    NANOSECONDS,

    /** As microseconds, which reach 290,000 years into the past and the future; finer digits are cut off. */
    MICROSECONDS,

    /** As microseconds, with Spark's own arithmetic: it overflows for very late times when it writes and reads them. */
    SPARK;

    private static final Set<String> SPARKS_METADATA =
            Set.of("org.apache.spark.version", "org.apache.spark.sql.parquet.row.metadata");

    /** Returns what suits a file best by its metadata: Spark has microseconds, and years from 0001 to 9999. */
    public static Int96 of(Set<String> metadataKeys) {
        return metadataKeys.stream().anyMatch(SPARKS_METADATA::contains) ? SPARK : NANOSECONDS;
    }

    /** Returns Arrow's unit. */
    public TimeUnit unit() {
        return this == NANOSECONDS ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND;
    }
}
