import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the golden files of Spark anew, with its defaults: times become INT96. With the jars of spark-sql_2.13 4.2.0 and
 * what it needs in a directory:
 *
 * <pre>
 * java --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
 *     --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
 *     --add-opens=java.base/java.lang.invoke=ALL-UNNAMED --add-exports=java.base/sun.util.calendar=ALL-UNNAMED \
 *     -cp 'JARS/*' SparkFiles.java
 * </pre>
 *
 * <p>{@code make.py} then writes beside them what is in them.
 */
final class SparkFiles {

    private static final String FLAT = """
            SELECT id,
                cast(id * 5 - 100 AS tinyint) AS i8,
                cast(id * 700 - 9000 AS smallint) AS i16,
                IF(id % 5 = 0, NULL, cast(id * 70001 AS int)) AS i32,
                cast(id / 7 AS float) AS f32,
                IF(id = 3, double('NaN'), id / 7D) AS f64,
                IF(id % 4 = 0, NULL, id % 3 = 0) AS bool,
                IF(id % 6 = 1, NULL, concat('text ', id % 9)) AS text,
                IF(id % 6 = 2, NULL, encode(repeat('ab', cast(id AS int)), 'UTF-8')) AS bytes,
                IF(id % 6 = 3, NULL, date_add(date'1969-12-20', cast(id AS int) * 40)) AS day,
                IF(id % 6 = 4, NULL, timestamp_micros(id * 1234567890123 - 20000000000000001)) AS at,
                timestamp'9999-12-31 23:59:59.999999' AS late,
                cast(timestamp_micros(id * 987654321) AS timestamp_ntz) AS wall,
                cast(id * 1.25 - 20 AS decimal(7, 2)) AS d7,
                cast(id * 1.125 - 20 AS decimal(18, 3)) AS d18,
                IF(id % 6 = 5, NULL, cast(id * 1e15 AS decimal(38, 10))) AS d38
            FROM range(40)""";

    private static final String NESTED = """
            SELECT id,
                IF(id % 7 = 0, NULL, named_struct('a', IF(id % 3 = 0, NULL, id), 'b', concat('b', id))) AS struct,
                CASE WHEN id % 5 = 0 THEN NULL WHEN id % 5 = 1 THEN array()
                    ELSE transform(sequence(0, id % 4), x -> IF(x = 1, NULL, x * id)) END AS list,
                IF(id % 6 = 0, NULL, array(array(id, NULL), NULL, array())) AS lists,
                IF(id % 4 = 0, NULL, map(concat('k', id), id, 'other', NULL)) AS map,
                map(id, array(named_struct('x', id % 2 = 0, 'at', timestamp_micros(id * 86400000001)))) AS deep
            FROM range(40)""";

    private SparkFiles() {}

    public static void main(String[] args) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate()) {
            write(spark.sql(FLAT), "spark_flat");
            write(spark.sql(NESTED), "spark_nested");
            spark.sparkContext().hadoopConfiguration().set("parquet.writer.version", "PARQUET_2_0");
            spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
            write(spark.sql(FLAT), "spark_flat_v2");
            write(spark.sql(NESTED), "spark_nested_v2");
        }
    }

    /** Takes the one file out of the directory that Spark writes. */
    private static void write(Dataset<Row> rows, String name) throws IOException {
        Path directory = Files.createTempDirectory("spark").resolve("out");
        rows.coalesce(1).write().parquet(directory.toString());
        try (Stream<Path> files = Files.list(directory)) {
            Path file = files.filter(path -> path.toString().endsWith(".parquet")).findAny().orElseThrow();
            Files.move(file, Path.of(name + ".parquet"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
