import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Whether Spark reads the rows of a table in directories that were made of it: {@code TABLE [HOW DIRECTORY]...}.
 *
 * <p>Prints a line for each directory: how it is read, the columns at the end of its name, the types that they have,
 * and {@code same} or what differs.
 */
final class SparkReads {

    private final SparkSession spark;
    private final StructType schema;
    private final List<String> expected;

    private SparkReads(SparkSession spark, String table) {
        this.spark = spark;
        Dataset<Row> rows = spark.read().parquet(table);
        this.schema = rows.schema();
        this.expected = rows(rows);
    }

    public static void main(String[] args) throws IOException {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            SparkReads reads = new SparkReads(spark, args[0]);
            for (int i = 1; i < args.length; i += 2) {
                System.out.println(args[i] + " " + reads.compare(args[i], Path.of(args[i + 1])));
            }
        }
    }

    private String compare(String how, Path directory) {
        spark.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", !how.endsWith("uninferred"));
        Dataset<Row> read = read(how, directory.toString());
        String keys = directory.getFileName().toString().replaceFirst(".* ", "");
        String types = Arrays.stream(keys.split(","))
                .map(key -> read.schema().apply(key).dataType().simpleString())
                .collect(Collectors.joining(","));
        List<String> found = rows(read);
        return keys + " " + types + " " + (found.equals(expected) ? "same" : difference(found));
    }

    private Dataset<Row> read(String how, String directory) {
        return switch (how) {
            case "parquet", "parquet-uninferred" -> spark.read().parquet(directory);
            case "parquet-schema" -> spark.read().schema(schema).parquet(directory);
            case "csv", "csv-uninferred" -> spark.read().option("header", true).csv(directory);
            default -> throw new IllegalArgumentException(how);
        };
    }

    /** Returns the rows of a table in the order of n, with the columns and types that the first one has. */
    private List<String> rows(Dataset<Row> read) {
        Column[] columns = Arrays.stream(schema.fields())
                .map(field -> read.col(field.name()).cast(field.dataType()))
                .toArray(Column[]::new);
        return read.select(columns).collectAsList().stream()
                .sorted(Comparator.comparing((Row row) -> row.<Long>getAs("n")))
                .map(Row::toString)
                .toList();
    }

    private String difference(List<String> found) {
        for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
            if (!found.get(i).equals(expected.get(i))) {
                return found.get(i) + " and not " + expected.get(i);
            }
        }
        return "has " + found.size() + " rows and not " + expected.size();
    }
}
