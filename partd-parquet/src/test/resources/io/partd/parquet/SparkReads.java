import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether Spark reads all values of v1.parquet, v2.parquet and random tables, drops no row by a filter that it pushes
 * down, and leaves out row groups and pages: {@code DIRECTORY TABLES}.
 *
 * <p>Prints a line for each question: what was asked, and {@code same} or what differs. That something is left out is
 * shown by damage to it: who reads it fails.
 */
final class SparkReads {

    private static final int ROWS = 200_000;
    private static final int GROUP = 50_000;
    private static final long SCATTER = 0x9E3779B97F4A7C15L;
    private static final int SOUGHT = 77_777;

    /** The columns of the table, made of the number of the row. Texts of floating point tell zeros and NaN apart. */
    private static final String[] COLUMNS = {
        "id",
        "id * " + SCATTER + " AS scattered",
        "IF(id >= 150000 AND id % 10 = 9, NULL, IF(id = 0, '', concat(lpad(id, 8, '0'), repeat('€', 30)))) AS text",
        "concat('city ', id div 30000) AS few",
        "CASE id WHEN 120000 THEN double('NaN') WHEN 0 THEN -0.0D WHEN 170000 THEN 0.0D ELSE id / 2D END AS number",
        "IF(id = 60000, float('NaN'), float(id - 100000)) AS float",
        "CAST(IF(id < 100000, 18446744073709551616, 0) + id - 100000 AS decimal(20, 0)) AS unsigned",
        "CAST((id - 100000) / 100BD AS decimal(20, 2)) AS decimal",
        "CAST(timestamp_seconds(id - 100000) AS timestamp_ntz) AS time",
        "id >= 100000 AS bool",
        "IF(id = 199999, unhex(repeat('FF', 70)), unhex(lpad(hex(id), 6, '0'))) AS bytes",
        "IF(id div 50000 = 1 OR id % 3 = 0, NULL, int(id)) AS nulls",
        "unhex(rpad(lpad(hex(id), 6, '0'), 32, '0')) AS uuid",
        "IF(id % 5 = 4, NULL, array_repeat(id, int(id % 5))) AS list",
    };

    private static final List<String> CONDITIONS = List.of(
            "id = 123456",
            "id BETWEEN 49999 AND 50000",
            "id < 0",
            "id IN (3, 77777, 199999, -1)",
            "NOT (id >= 3)",
            "scattered = " + scattered(SOUGHT),
            "scattered = 1",
            "text = '" + text(50_000) + "'",
            "text > '" + text(199_998).substring(0, 37) + "'",
            "text >= '" + text(49_998) + "' AND text <= '" + text(50_001) + "'",
            "text = ''",
            "text < '0'",
            "text = '2'",
            "text LIKE '000777%'",
            "text LIKE '" + text(50_000).substring(0, 30) + "%'",
            "text NOT LIKE '00%'",
            "text IS NULL",
            "text IS NOT NULL AND id > 199980",
            "text <=> NULL",
            "few = 'city 3'",
            "few <> 'city 3'",
            "few = 'city'",
            "few IN ('city 0', 'city 6')",
            "number = 0",
            "number = -0.0D",
            "number < 0",
            "number <= 0",
            "number >= 0",
            "number <> 0",
            "number > 99000",
            "number < 0.5D",
            "number = double('NaN')",
            "number >= double('NaN')",
            "isnan(number)",
            "number = 60000.5D",
            "float = 7",
            "float = 0",
            "float = float('NaN')",
            "float <> float('NaN')",
            "float > 99998",
            "float < -99999",
            "unsigned >= 18446744073709551615",
            "unsigned < 5",
            "decimal = -0.01",
            "decimal > 999.97",
            "time < TIMESTAMP_NTZ'1969-12-31 00:00:00'",
            "time = TIMESTAMP_NTZ'1970-01-01 00:00:00'",
            "bool",
            "NOT bool",
            "bytes >= X'FE'",
            "bytes = X'000000'",
            "uuid = X'012FD100000000000000000000000000'",
            "nulls IS NULL AND id >= 150000",
            "nulls IS NOT NULL",
            "nulls = 100",
            "nulls = 60001",
            "list IS NULL");

    private final SparkSession spark;

    private SparkReads(SparkSession spark) {
        this.spark = spark;
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        try (SparkSession spark = SparkSession.builder()
                .config("spark.sql.ansi.enabled", false) // the scattered numbers overflow
                .config("spark.sql.datetime.java8API.enabled", true)
                .getOrCreate()) {
            SparkReads reads = new SparkReads(spark);
            for (String version : List.of("v1", "v2")) {
                reads.checkRows(directory.resolve(version + ".parquet"));
            }
            for (String vectorized : List.of("true", "false")) {
                spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorized);
                for (int table = 0; table < Integer.parseInt(args[1]); table++) {
                    reads.checkTable("table " + table + ", vectorized: " + vectorized, directory, table);
                }
            }
            spark.sparkContext().setLogLevel("OFF"); // of what is damaged
            spark.conf().set("spark.sql.parquet.enableVectorizedReader", "true");
            for (String version : List.of("v1", "v2")) {
                reads.checkPruning(directory.resolve(version + ".parquet"));
            }
        }
    }

    private static long scattered(long row) {
        return row * SCATTER;
    }

    private static String text(int row) {
        return String.format("%08d", row) + "€".repeat(30);
    }

    private static void say(String what, Object found, Object expected) {
        System.out.println(what + ": " + (found.equals(expected) ? "same" : found + " and not " + expected));
    }

    private void checkRows(Path file) {
        Dataset<Row> read = spark.read().parquet(file.toString());
        Dataset<Row> expected = spark.range(0, ROWS, 1, 2).selectExpr(COLUMNS);
        say(file.getFileName() + " rows", read.count(), (long) ROWS);
        say(file.getFileName() + " types", read.schema().simpleString(), expected.schema().simpleString());
        String[] hashes = Arrays.stream(read.columns())
                // As text, the two zeros differ.
                .map(name -> name.equals("number") || name.equals("float") ? "string(" + name + ")" : name)
                .map(value -> "sum(CAST(xxhash64(id, " + value + ", isnull(" + value + ")) AS decimal(20)))")
                .toArray(String[]::new);
        Row found = read.selectExpr(hashes).first();
        Row computed = expected.selectExpr(hashes).first();
        for (int i = 0; i < hashes.length; i++) {
            say(file.getFileName() + " " + hashes[i], found.get(i), computed.get(i));
        }
        List<String> sums = new ArrayList<>();
        for (String condition : CONDITIONS) {
            sums.add("count_if(" + condition + ")");
            sums.add("sum(IF(" + condition + ", id, NULL))");
        }
        Row wanted = expected.selectExpr(sums.toArray(String[]::new)).first();
        for (int i = 0; i < CONDITIONS.size(); i++) {
            Row matching = read.where(CONDITIONS.get(i)).selectExpr("count(*)", "sum(id)").first();
            say(
                    file.getFileName() + " " + CONDITIONS.get(i),
                    Arrays.asList(matching.get(0), matching.get(1)),
                    Arrays.asList(wanted.get(2 * i), wanted.get(2 * i + 1)));
        }
    }

    private void checkTable(String what, Path directory, int number) throws IOException {
        List<String> expected = Files.readAllLines(directory.resolve(number + ".txt"));
        List<String> found = find(directory.resolve(number + ".parquet"), "true");
        say(what + " rows", found.size(), expected.size());
        for (int row = 0; row < expected.size(); row++) {
            if (!found.get(row).equals(expected.get(row))) {
                say(what + " row " + row, found.get(row), expected.get(row));
                return;
            }
        }
        say(what + " values", expected, expected);
    }

    /** Returns what prints as the values of the test do: rows as maps by name, and maps in the order of their keys. */
    private static Object comparable(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Row row) {
            Map<String, Object> map = new TreeMap<>();
            for (int i = 0; i < row.length(); i++) {
                map.put(row.schema().fieldNames()[i], comparable(row.get(i)));
            }
            return map;
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            CollectionConverters.asJava(map).forEach((key, each) -> sorted.put(key.toString(), comparable(each)));
            return sorted;
        }
        if (value instanceof Iterable<?> list) {
            List<Object> values = new ArrayList<>();
            CollectionConverters.asJava(list).forEach(each -> values.add(comparable(each)));
            return values;
        }
        return value;
    }

    /**
     * Copies a file, with damage to the row groups that do not have the sought row. If a column is given, only those rows
     * of the row group stay that are in the sought row's page of that column.
     */
    private static Path damaged(Path file, String column) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (ParquetFileReader reader = new ParquetFileReader(
                new LocalInputFile(file), ParquetReadOptions.builder().build())) {
            for (BlockMetaData block : reader.getRowGroups()) {
                long row = SOUGHT - block.getRowIndexOffset();
                if (row < 0 || row >= block.getRowCount()) {
                    for (ColumnChunkMetaData chunk : block.getColumns()) {
                        damage(bytes, chunk.getStartingPos(), chunk.getTotalSize());
                    }
                } else if (!column.isEmpty()) {
                    damagePages(bytes, reader, block, column, row);
                }
            }
        }
        return Files.write(file.resolveSibling("damaged-" + file.getFileName()), bytes);
    }

    private static void damagePages(
            byte[] bytes, ParquetFileReader reader, BlockMetaData block, String column, long row) throws IOException {
        long first = 0;
        long last = 0;
        for (ColumnChunkMetaData chunk : block.getColumns()) {
            if (chunk.getPath().toDotString().equals(column)) {
                OffsetIndex pages = reader.readOffsetIndex(chunk);
                for (int page = 0; pages.getFirstRowIndex(page) <= row; page++) {
                    first = pages.getFirstRowIndex(page);
                    last = pages.getLastRowIndex(page, block.getRowCount());
                }
            }
        }
        for (ColumnChunkMetaData chunk : block.getColumns()) {
            OffsetIndex pages = reader.readOffsetIndex(chunk);
            for (int page = 0; page < pages.getPageCount(); page++) {
                if (pages.getLastRowIndex(page, block.getRowCount()) < first || pages.getFirstRowIndex(page) > last) {
                    damage(bytes, pages.getOffset(page), pages.getCompressedPageSize(page));
                }
            }
        }
    }

    private static void damage(byte[] bytes, long from, long length) {
        Arrays.fill(bytes, (int) from, (int) (from + length), (byte) 0xFF);
    }

    private void checkPruning(Path file) throws IOException {
        List<String> expected = find(file, "id = " + SOUGHT);
        say(file.getFileName() + " has the row", expected.toString().contains("id=" + SOUGHT), true);
        Map<String, String> conditions = Map.of(
                "id", "id = " + SOUGHT,
                "text", "text = '" + text(SOUGHT) + "'",
                "decimal", "decimal = -222.23",
                "scattered", "scattered = " + scattered(SOUGHT));
        for (String column : List.of("id", "text", "decimal", "scattered")) {
            List<String> found = find(damaged(file, ""), conditions.get(column));
            say(file.getFileName() + " row groups by " + column, found, expected);
        }
        for (String column : List.of("id", "text", "decimal")) {
            Path damaged = damaged(file, column);
            say(file.getFileName() + " pages by " + column, find(damaged, conditions.get(column)), expected);
            String all = "id BETWEEN 50000 AND 99999"; // of the row group
            say(file.getFileName() + " damage to pages", find(damaged, all), List.of("fails"));
        }
        say(file.getFileName() + " damage to row groups", find(damaged(file, ""), "id >= 0"), List.of("fails"));
    }

    private List<String> find(Path file, String condition) {
        try {
            return spark.read().parquet(file.toString()).where(condition).collectAsList().stream()
                    .map(row -> comparable(row).toString())
                    .toList();
        } catch (Exception e) { // Scala declares none
            if (e instanceof SparkException) {
                return List.of("fails");
            }
            throw e;
        }
    }
}
