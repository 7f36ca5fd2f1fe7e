package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.LittleEndian;
import java.time.LocalDate;
import java.time.temporal.JulianFields;

/** Makes nanoseconds since 1970 of the nanoseconds of a day and its Julian number. */
final class Int96Timestamps implements Conversion {

    private static final int SIZE = 12;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long DAY_OF_1970 = LocalDate.EPOCH.getLong(JulianFields.JULIAN_DAY);

    @Override
    public int width() {
        return Long.BYTES;
    }

    @Override
    public void convert(byte[] in, int count, byte[] out, int to) throws CorruptDataException {
        for (int i = 0; i < count; i++) {
            long nanos = LittleEndian.getLong(in, i * SIZE);
            long day = LittleEndian.getInt(in, i * SIZE + Long.BYTES) & 0xFFFFFFFFL;
            try {
                long midnight = Math.multiplyExact(day - DAY_OF_1970, NANOS_PER_DAY);
                LittleEndian.putLong(out, to + i * Long.BYTES, Math.addExact(midnight, nanos));
            } catch (ArithmeticException e) {
                throw new CorruptDataException("the time " + nanos + " ns in the Julian day " + day
                        + "; only the years 1677 to 2262 can be counted in nanoseconds");
            }
        }
    }
}
