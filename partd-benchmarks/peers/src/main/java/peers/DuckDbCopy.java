package peers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** DuckDB's {@code COPY … (PARTITION_BY …)}: {@code DuckDbCopy csv|parquet INPUT OUTPUT SCRATCH}. */
public final class DuckDbCopy {

    private DuckDbCopy() {}

    /** Partitions a CSV file by the pickup zone into 64 directories. */
    public static void main(String[] args) throws SQLException {
        String format = args[0];
        // As text, a CSV row need not be parsed into numbers and printed again; Parquet wants the types.
        String options = format.equals("csv") ? ", all_varchar = true" : "";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET temp_directory = '" + args[3] + "'");
            long rows = statement.executeLargeUpdate(("COPY (SELECT *, CAST(PULocationID AS INTEGER) %% 64 AS part FROM"
                            + " read_csv('%s', header = true%s))"
                            + " TO '%s' (FORMAT %s, PARTITION_BY (part)%s)")
                    .formatted(args[1], options, args[2], format, format.equals("csv") ? ", HEADER" : ""));
            System.out.println(rows + " rows");
        }
    }
}
