package io.partd.arrow.shuffle;

import java.time.LocalDate;
import org.apache.arrow.memory.util.MemoryUtil;

/** Dates: as ISO 8601 writes them. */
final class DateKey implements KeyType {

    private static final long MILLIS_PER_DAY = 86_400_000;

    private final boolean inDays;

    DateKey(boolean inDays) {
        this.inDays = inDays;
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        LocalDate date = LocalDate.ofEpochDay(day(values, row));
        if (date.getYear() < 0 || date.getYear() > 9999) {
            out.putAscii(date.toString());
            return;
        }
        out.putPadded(date.getYear(), 4);
        out.put('-');
        out.putPadded(date.getMonthValue(), 2);
        out.put('-');
        out.putPadded(date.getDayOfMonth(), 2);
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        out.putBigEndian(day(values, row) ^ Long.MIN_VALUE);
    }

    @Override
    public String text(ArrayData values, int row) {
        return LocalDate.ofEpochDay(day(values, row)).toString();
    }

    /** Returns the second since 1970 at which a date begins. */
    long second(ArrayData values, int row) {
        return Math.multiplyExact(day(values, row), MILLIS_PER_DAY / 1000);
    }

    long day(ArrayData values, int row) {
        return inDays
                ? MemoryUtil.getInt(values.address(1, values.length() * 4L) + row * 4L)
                : Math.floorDiv(MemoryUtil.getLong(values.address(1, values.length() * 8L) + row * 8L), MILLIS_PER_DAY);
    }
}
