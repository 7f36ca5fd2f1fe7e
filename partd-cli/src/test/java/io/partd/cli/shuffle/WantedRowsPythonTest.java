package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB finds in the parts the rows, columns and keys that it selects itself. */
@Tag("interop")
class WantedRowsPythonTest {

    private static final List<String> CONDITIONS = List.of(
            "i > 3",
            "i >= -2.5 and i < 7",
            "not (i = 5 or i is null)",
            "i in (1, -50, 49, 7.5)",
            "i not in (1, 2)",
            "u = 18446744073709551615",
            "u > 5990",
            "d > 500",
            "d <= -99.5 or d is null",
            "dec = 12.25",
            "dec between 10 and 20.5",
            "s = 'Tromsø'",
            "s < 'C'",
            "s like '%r%'",
            "s not like '_slo'",
            "s is not null and s != 'Oslo'",
            "day >= '2024-01-01' and day < '2024-02-01'",
            "ts < '2024-01-01'",
            "ts >= '2024-01-05 12:30:00'",
            "b = true",
            "not b = true and id > 5900",
            "id < 0",
            "id >= 0");

    private static final List<String> TABLE_CONDITIONS = List.of(
            "f = 0.1",
            "f >= 0.7",
            "not d < 0",
            "d = 0.5",
            "tz >= '2024-01-20 00:00:00.001'",
            "tz < '2024-01-02T00:00:00Z'",
            "st.id = 2",
            "st.name in ('n1', 'n3') and st.id is not null",
            "st is null");

    private static final List<String> JSON_CONDITIONS =
            List.of("st.id = 2", "st.name != 'n1'", "st is null", "st.name is null or i = 3");

    @TempDir
    Path directory;

    private final List<String> cases = new ArrayList<>();

    @Test
    void duckdbSelectsTheSameRows() throws Exception {
        PythonCommand python = PythonCommand.with("duckdb", "pytz");
        run(python, "write", directory.toString());
        for (String file : List.of("t.parquet", "t.csv", "t.jsonl")) {
            CONDITIONS.forEach(condition -> shuffle(file, condition, null, 0));
        }
        TABLE_CONDITIONS.forEach(condition -> shuffle("t.parquet", condition, null, 0));
        JSON_CONDITIONS.forEach(condition -> shuffle("t.jsonl", condition, null, 0));
        shuffle("t.parquet", "i > 3", "ts,id", 0);
        shuffle("t.parquet", "tz > '2024-01-10'", null, 700);
        shuffle("t.parquet", null, "s,d,id", 1234);
        shuffle("t.csv", "s != 'Oslo'", null, 100);
        shuffle("t.jsonl", null, null, 77);
        Path list = Files.writeString(directory.resolve("cases.json"), "[" + String.join(",", cases) + "]");
        assertThat(run(python, "compare", directory.toString(), list.toString()))
                .hasSameSizeAs(cases)
                .allMatch(line -> line.endsWith(" same"));
    }

    private void shuffle(String file, String where, String columns, int limit) {
        Path out = directory.resolve("out" + cases.size());
        List<Object> command = new ArrayList<>(
                List.of("shuffle", directory.resolve(file), "--by", "id", "-n", "3", "--memory", "16m", "--to", out));
        StringBuilder json = new StringBuilder("{\"input\":\"" + file + "\",\"out\":\"" + out + "\"");
        if (where != null) {
            command.addAll(List.of("--where", where));
            json.append(",\"where\":\"").append(where).append('"');
        }
        if (columns != null) {
            command.addAll(List.of("--columns", columns));
            json.append(",\"columns\":\"").append(columns).append('"');
        }
        if (limit > 0) {
            command.addAll(List.of("--limit", limit));
            json.append(",\"limit\":").append(limit);
        }
        Result result = Cli.run(command.toArray());
        assertThat(result.err()).as(where).isEmpty();
        cases.add(json + "}");
    }

    /** Each part has its rows in the order in which DuckDB sorts them, with NaN above all numbers. */
    @Test
    void duckdbSortsAlike() throws Exception {
        PythonCommand python = PythonCommand.with("duckdb", "pytz", "pyarrow");
        run(python, "write", directory.toString());
        sort("t.parquet", "s desc, i", "s desc nulls last, i nulls last");
        sort("t.parquet", "d", "d nulls last");
        sort("t.parquet", "d desc, f", "d desc nulls last, f nulls last");
        sort("t.parquet", "f, u desc", "f, u desc");
        sort("t.parquet", "b, dec desc, day", "b nulls last, dec desc, day");
        sort("t.parquet", "ts desc, s", "ts desc nulls last, s nulls last");
        sort("t.parquet", "number(i) desc, tz desc", "i desc nulls last, tz desc");
        sort("t.parquet", "st.name desc, st.id", "st.name desc nulls last, st.id nulls last");
        sort("t.csv", "s, number(d) desc", "s nulls last, d desc nulls last");
        sort("t.csv", "day desc, number(i)", "day desc, i nulls last");
        sort("t.jsonl", "s desc, number(dec)", "s desc nulls last, dec nulls last");
        Path list = Files.writeString(directory.resolve("orders.json"), "[" + String.join(",", cases) + "]");
        List<String> lines = run(python, "order", directory.toString(), list.toString());
        assertThat(lines).hasSameSizeAs(cases).allMatch(line -> line.contains(": 3 parts sorted"));
        assertThat(lines.get(0)).endsWith(" [(('s', True, False), ('i', False, False))]");
        assertThat(lines.get(1)).endsWith("sorted [()]");
        assertThat(lines.get(3)).endsWith(" [(('f', False, False), ('u', True, False))]");
        assertThat(lines.get(4)).endsWith(" [(('b', False, False), ('dec', True, False), ('day', False, False))]");
        assertThat(lines.get(7)).endsWith(" [(('st.name', True, False), ('st.id', False, False))]");
    }

    private void sort(String file, String order, String sql) {
        Path out = directory.resolve("sorted" + cases.size());
        Result result = Cli.run(
                "shuffle",
                directory.resolve(file),
                "--by",
                "id",
                "-n",
                "3",
                "--sort-by",
                order,
                "--memory",
                "16m",
                "--to",
                out);
        assertThat(result.err()).as(order).isEmpty();
        cases.add("{\"input\":\"" + file + "\",\"out\":\"" + out + "\",\"sql\":\"" + sql + "\"}");
    }

    @Test
    void duckdbMakesTheSameKeys() throws Exception {
        PythonCommand python = PythonCommand.with("duckdb", "pytz");
        run(python, "write", directory.toString());
        for (String format : List.of("parquet", "csv")) {
            List<String> arguments = new ArrayList<>(List.of("keys", directory.toString(), format));
            arguments.add(keys(format, "year(ts)", "ts_year", "cast(year(ts) as varchar)"));
            arguments.add(keys(format, "month(ts)", "ts_month", "strftime(ts, '%Y-%m')"));
            arguments.add(keys(format, "day(ts)", "ts_day", "strftime(ts, '%Y-%m-%d')"));
            arguments.add(keys(format, "hour(ts)", "ts_hour", "strftime(ts, '%Y-%m-%d-%H')"));
            arguments.add(keys(format, "month(day)", "day_month", "strftime(day, '%Y-%m')"));
            arguments.add(keys(format, "prefix(s, 2)", "s_prefix", "s[:2]"));
            arguments.add(
                    keys(format, "bucket(i, 25)", "i_bucket", "cast(cast(floor(i / 25) * 25 as int) as varchar)"));
            arguments.add(keys(
                    format,
                    "bucket(dec, 12.5)",
                    "dec_bucket",
                    "cast(cast(floor(dec / 12.5) * 12.5 as decimal(12, 1)) as varchar)"));
            assertThat(run(python, arguments.toArray(String[]::new)))
                    .hasSize(8)
                    .allMatch(line -> line.endsWith(": same"));
        }
    }

    private String keys(String format, String by, String name, String sql) {
        Path out = directory.resolve(format + by.replaceAll("\\W", "_"));
        Result result = Cli.run(
                "shuffle", directory.resolve("t." + format), "--by", by, "--distinct", "--memory", "16m", "--to", out);
        assertThat(result.err()).isEmpty();
        return out + ";" + name + ";" + sql;
    }

    private static List<String> run(PythonCommand python, String... arguments) throws Exception {
        Path script = PythonCommand.resource(WantedRowsPythonTest.class, "rows.py");
        try (ChildProcess process = python.start(script, arguments)) {
            return process.join();
        }
    }
}
