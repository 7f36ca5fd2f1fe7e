package io.partd.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Writes made-up taxi trips as CSV, in the columns of New York's yellow-taxi records and about 100 bytes a row: 20
 * million rows are 2 GB. The same seed gives the same bytes on every machine, and fewer rows are a prefix of more rows.
 * The pickup zones are as skewed as the real ones: of 265 the busiest has 4 % of the trips, the busiest twenty more
 * than half.
 *
 * <p>An instance writes one file, from one thread.
 */
public final class TaxiCsv {

    /** The first line, without its newline. */
    public static final String HEADER =
            "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,"
                    + "RatecodeID,store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,"
                    + "tolls_amount,improvement_surcharge,total_amount,congestion_surcharge,airport_fee";

    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_ROW = 256;
    private static final int ZONES = 265;
    private static final int DRAWS = 1 << 16;
    private static final long FIRST_DAY = LocalDate.of(2023, 1, 1).toEpochDay();
    private static final int DAY = 86_400;

    private final short[] zones = zones();
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] date = new byte[10];
    private long dateDay = Long.MIN_VALUE;
    private int at;
    private long state;

    private TaxiCsv(long seed) {
        state = seed;
    }

    /** Makes a file of the given number of rows: {@code TaxiCsv ROWS SEED FILE}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: TaxiCsv ROWS SEED FILE");
            System.exit(2);
        }
        try (OutputStream out = Files.newOutputStream(Path.of(args[2]))) {
            write(Long.parseLong(args[0]), Long.parseLong(args[1]), out);
        }
    }

    /**
     * Writes the header and the rows.
     *
     * @param rows the number of rows after the header
     * @throws IllegalArgumentException if {@code rows} is negative
     */
    public static void write(long rows, long seed, OutputStream out) throws IOException {
        if (rows < 0) {
            throw new IllegalArgumentException(rows + " rows; there can be none or more");
        }
        out.write((HEADER + "\n").getBytes(StandardCharsets.US_ASCII));
        TaxiCsv csv = new TaxiCsv(seed);
        for (long row = 0; row < rows; row++) {
            if (csv.at > BUFFER - LONGEST_ROW) {
                csv.flush(out);
            }
            csv.row(row);
        }
        csv.flush(out);
    }

    private void flush(OutputStream out) throws IOException {
        out.write(buffer, 0, at);
        at = 0;
    }

    private void row(long row) {
        int pickupZone = zones[below(DRAWS)];
        int dropoffZone = below(8) == 0 ? pickupZone : zones[below(DRAWS)];
        int airport = pickupZone == 132 || pickupZone == 138 ? 1 : 0;
        int hundredthMiles = airport == 1 ? 800 + below(1200) : 40 + below(160) + below(160) * below(4);
        int seconds = 120 + hundredthMiles * (2 + below(3)) + below(300);
        long pickup = row * 4 / 5 + below(3600);
        boolean card = below(5) != 0;
        int fare = 10 * (30 + hundredthMiles / 4 + seconds / 60);
        int extra = 50 * below(6);
        int tip = card ? fare * (10 + below(20)) / 100 : 0;
        int tolls = airport * below(2) * 655;
        int congestion = below(12) == 0 ? 0 : 250;
        int airportFee = airport * 125;

        number(1 + below(2)).put(',');
        time(pickup).put(',');
        time(pickup + seconds).put(',');
        number(below(4) == 0 ? 1 + below(6) : 1).put(',');
        amount(hundredthMiles).put(',');
        number(airport == 1 ? 2 : 1).put(',');
        put(below(200) == 0 ? 'Y' : 'N').put(',');
        number(pickupZone).put(',');
        number(dropoffZone).put(',');
        number(card ? 1 : 2).put(',');
        amount(fare).put(',');
        amount(extra).put(',');
        amount(50).put(',');
        amount(tip).put(',');
        amount(tolls).put(',');
        amount(100).put(',');
        amount(fare + extra + 50 + tip + tolls + 100 + congestion + airportFee).put(',');
        amount(congestion).put(',');
        amount(airportFee).put('\n');
    }

    private TaxiCsv put(char c) {
        buffer[at++] = (byte) c;
        return this;
    }

    private TaxiCsv number(int value) {
        if (value >= 10) {
            number(value / 10);
        }
        return put((char) ('0' + value % 10));
    }

    /** Writes hundredths as {@code 9.0}, {@code 9.3} or {@code 9.35}. */
    private TaxiCsv amount(int hundredths) {
        number(hundredths / 100).put('.').number(hundredths / 10 % 10);
        return hundredths % 10 == 0 ? this : number(hundredths % 10);
    }

    private TaxiCsv time(long seconds) {
        long day = seconds / DAY;
        if (day != dateDay) {
            byte[] text = LocalDate.ofEpochDay(FIRST_DAY + day).toString().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, date, 0, date.length);
            dateDay = day;
        }
        System.arraycopy(date, 0, buffer, at, date.length);
        at += date.length;
        int second = (int) (seconds % DAY);
        put(' ').twoDigits(second / 3600).put(':').twoDigits(second / 60 % 60).put(':');
        return twoDigits(second % 60);
    }

    private TaxiCsv twoDigits(int value) {
        return number(value / 10).number(value % 10);
    }

    /** Draws a number from 0 to below the bound, by SplitMix64 and integers only, so that no JDK draws another. */
    private int below(int bound) {
        state += 0x9E3779B97F4A7C15L;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) ((((mixed ^ (mixed >>> 31)) >>> 32) * bound) >>> 32);
    }

    /** Returns a table in which a zone stands as often as it is to be drawn: each rank has 24/25 of the one before. */
    private static short[] zones() {
        short[] table = new short[DRAWS];
        int filled = 0;
        long share = ((DRAWS - 2 * ZONES) / 25L) << 16;
        for (int rank = 0; filled < DRAWS; rank++) {
            int zone = 1 + (236 + 97 * rank) % ZONES;
            long draws = 2 + (share >> 16);
            for (long i = 0; i < draws && filled < DRAWS; i++) {
                table[filled++] = (short) zone;
            }
            share = share * 24 / 25;
        }
        return table;
    }
}
