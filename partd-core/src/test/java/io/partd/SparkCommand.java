package io.partd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Spark, of the jars in the directory that {@code PARTD_SPARK} names. Without it, tests that ask for it are skipped, or
 * fail if {@code PARTD_INTEROP} is {@code required}. No module compiles against it: the programs are single source
 * files among the test resources, which {@code java} compiles when it starts them.
 */
public final class SparkCommand {

    /** The packages that Spark looks into by reflection. */
    private static final List<String> OPENED =
            List.of("java.lang", "java.lang.invoke", "java.nio", "java.util", "sun.nio.ch", "sun.util.calendar");

    /** Settings whose default is meant for a cluster, or depends on the machine. */
    private static final List<String> SETTINGS = List.of(
            "spark.app.name=partd",
            "spark.master=local[2]",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.driver.host=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.sql.shuffle.partitions=2",
            "spark.sql.session.timeZone=UTC");

    /**
     * The JVM's options. One compiler starts fast, but has by default only 48 MiB for its code. The classes that Spark
     * generates can fill them, and then the JVM prints a warning among the program's output.
     */
    private static final List<String> MACHINE =
            List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m");

    private SparkCommand() {}

    /** Skips the test, or fails it, if there is no Spark. */
    public static void require() {
        Requirement.of(
                        "the jars of",
                        List.of("Spark"),
                        "name their directory in PARTD_SPARK; CONTRIBUTING.md says how to get them")
                .require(System.getenv("PARTD_SPARK") != null);
    }

    /** Starts a program, whose output is all that is printed unless Spark has an error to log. */
    public static ChildProcess start(Path program, String... arguments) throws IOException {
        require();
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        OPENED.forEach(name -> words.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        SETTINGS.forEach(setting -> words.add("-D" + setting));
        words.add("-Dlog4j2.configurationFile="
                + Objects.requireNonNull(SparkCommand.class.getResource("spark-log4j2.properties")));
        words.addAll(MACHINE);
        words.addAll(List.of("-cp", System.getenv("PARTD_SPARK") + "/*"));
        words.add(program.toString());
        words.addAll(List.of(arguments));
        return ChildProcess.of(words);
    }
}
