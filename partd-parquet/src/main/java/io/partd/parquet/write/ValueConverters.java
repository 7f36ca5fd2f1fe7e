package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.time.LocalDate;
import java.time.temporal.JulianFields;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Converters of Arrow's values that Parquet has in another form. */
final class ValueConverters {

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long DAY_OF_1970 = LocalDate.EPOCH.getLong(JulianFields.JULIAN_DAY);
    private static final int MILLIS_PER_SECOND = 1000;
    private static final int INT96 = 12;

    private ValueConverters() {}

    /** Integers of one or two bytes to four. */
    static ValueConverter widen(ArrowType.Int type) {
        boolean bytes = type.getBitWidth() == Byte.SIZE;
        int mask = type.getIsSigned() ? -1 : (1 << type.getBitWidth()) - 1;
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                int value = bytes ? in[i] : LittleEndian.getShort(in, i * Short.BYTES);
                LittleEndian.putInt(out, i * Integer.BYTES, value & mask);
            }
        };
    }

    /** Seconds of four bytes to milliseconds. */
    static ValueConverter secondsOfDay() {
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                int seconds = LittleEndian.getInt(in, i * Integer.BYTES);
                LittleEndian.putInt(out, i * Integer.BYTES, multiply(seconds, Integer.MAX_VALUE));
            }
        };
    }

    private static int multiply(int seconds, int most) throws IOException {
        long millis = (long) seconds * MILLIS_PER_SECOND;
        if (millis > most || millis < -most) {
            throw new IOException(
                    "the time of day " + seconds + " s; at most " + most / MILLIS_PER_SECOND + " s can be written");
        }
        return (int) millis;
    }

    /** Seconds of eight bytes to milliseconds. */
    static ValueConverter secondsOfTime() {
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                long seconds = LittleEndian.getLong(in, i * Long.BYTES);
                try {
                    LittleEndian.putLong(out, i * Long.BYTES, Math.multiplyExact(seconds, MILLIS_PER_SECOND));
                } catch (ArithmeticException e) {
                    throw new IOException("the time " + seconds + " s, which is too far away to be written", e);
                }
            }
        };
    }

    /** Milliseconds to days. */
    static ValueConverter days() {
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                long millis = LittleEndian.getLong(in, i * Long.BYTES);
                long days = Math.floorDiv(millis, MILLIS_PER_DAY);
                if (days * MILLIS_PER_DAY != millis || days != (int) days) {
                    throw new IOException("the date " + millis + " ms; only whole days can be written");
                }
                LittleEndian.putInt(out, i * Integer.BYTES, (int) days);
            }
        };
    }

    /** Nanoseconds or microseconds to nanoseconds of a day and its Julian number. */
    static ValueConverter int96(TimeUnit unit) {
        long nanosPerUnit = unit == TimeUnit.NANOSECOND ? 1 : NANOS_PER_MICRO;
        long perDay = NANOS_PER_DAY / nanosPerUnit;
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                long time = LittleEndian.getLong(in, i * Long.BYTES);
                LittleEndian.putLong(out, i * INT96, Math.floorMod(time, perDay) * nanosPerUnit);
                long day = Math.floorDiv(time, perDay) + DAY_OF_1970;
                LittleEndian.putInt(out, i * INT96 + Long.BYTES, (int) day);
            }
        };
    }

    /** Decimals to integers of four or eight bytes. */
    static ValueConverter integers(int width, int stored) {
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                checkSign(in, i * width, width, stored);
                System.arraycopy(in, i * width, out, i * stored, stored);
            }
        };
    }

    /** Decimals to bytes with the high one first. */
    static ValueConverter bytes(int width, int stored) {
        return (in, count, out) -> {
            for (int i = 0; i < count; i++) {
                int at = i * width;
                int to = i * stored + stored - 1;
                checkSign(in, at, width, stored);
                byte sign = (byte) (in[at + width - 1] >> 7);
                for (int b = 0; b < stored; b++) {
                    out[to - b] = b < width ? in[at + b] : sign;
                }
            }
        };
    }

    /** Checks that a number is not longer than that. */
    private static void checkSign(byte[] in, int at, int width, int stored) throws IOException {
        for (int b = stored; b < width; b++) {
            if (in[at + b] != (byte) (in[at + stored - 1] >> 7)) {
                throw new IOException("a decimal that does not fit in the column's " + stored + " bytes");
            }
        }
    }
}
