package peers;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.split;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Spark on this machine alone: {@code SparkShuffle csv|text INPUT OUTPUT SCRATCH}. */
public final class SparkShuffle {

    private SparkShuffle() {}

    /** Shuffles a CSV file by the pickup zone into 64 files. */
    public static void main(String[] args) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .appName("shuffle")
                .master("local[*]")
                .config("spark.ui.enabled", false)
                .config("spark.local.dir", args[3])
                .getOrCreate()) {
            if (args[0].equals("csv")) {
                spark.read()
                        .option("header", true)
                        .csv(args[1])
                        .repartition(64, col("PULocationID"))
                        .write()
                        .option("header", true)
                        .csv(args[2]);
            } else {
                // Rows stay whole lines; only the one column is cut out. The header goes to a partition like a row.
                spark.read()
                        .text(args[1])
                        .repartition(64, split(col("value"), ",").getItem(7))
                        .write()
                        .text(args[2]);
            }
        }
    }
}
