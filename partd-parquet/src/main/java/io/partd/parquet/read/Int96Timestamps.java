package io.partd.parquet.read;

import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.schema.Int96;
import java.io.IOException;
import java.time.LocalDate;
import java.time.temporal.JulianFields;

/** Makes times since 1970 of the nanoseconds of a day and its Julian number. */
record Int96Timestamps(Int96 form) implements ValueConverter {

    private static final int SIZE = 12;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long DAY_OF_1970 = LocalDate.EPOCH.getLong(JulianFields.JULIAN_DAY);

    @Override
    public void convert(byte[] in, int count, byte[] out, int to) throws IOException {
        for (int i = 0; i < count; i++) {
            long nanos = LittleEndian.getLong(in, i * SIZE);
            int day = LittleEndian.getInt(in, i * SIZE + Long.BYTES);
            LittleEndian.putLong(out, to + i * Long.BYTES, time(day - DAY_OF_1970, nanos));
        }
    }

    private long time(long day, long nanos) throws IOException {
        try {
            return switch (form) {
                case NANOSECONDS -> Math.addExact(Math.multiplyExact(day, NANOS_PER_DAY), nanos);
                case MICROSECONDS ->
                    Math.addExact(Math.multiplyExact(day, MICROS_PER_DAY), Math.floorDiv(nanos, NANOS_PER_MICRO));
                case SPARK -> sparksTime(day, nanos);
            };
        } catch (ArithmeticException e) {
            throw new IOException(
                    "the INT96 time " + described(day, nanos) + " does not fit into "
                            + (form == Int96.NANOSECONDS
                                    ? "nanoseconds, which reach from 1677 to 2262; read INT96 as microseconds"
                                    : "microseconds, which reach 290,000 years"),
                    e);
        }
    }

    /** Wraps around where Spark did. */
    private static long sparksTime(long day, long nanos) throws IOException {
        if (nanos % NANOS_PER_MICRO != 0) {
            throw new IOException("the INT96 time " + described(day, nanos)
                    + " has nanoseconds, which Spark, named in the file's metadata, does not write;"
                    + " read INT96 as nanoseconds, or as microseconds to cut them off");
        }
        return day * MICROS_PER_DAY + nanos / NANOS_PER_MICRO;
    }

    private static String described(long day, long nanos) {
        return nanos >= 0 && nanos < NANOS_PER_DAY
                ? LocalDate.ofEpochDay(day).atStartOfDay().plusNanos(nanos).toString()
                : nanos + " ns in " + LocalDate.ofEpochDay(day);
    }
}
