package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.PythonCommand;
import io.partd.cli.Cli.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Man pages, which man itself formats without a warning. */
class ManTest {

    @TempDir
    Path directory;

    @Test
    void namesWhatTheCommandHas() {
        String page = Cli.run("man", "shuffle").out();
        assertThat(page)
                .startsWith(".TH \"PARTD\\-SHUFFLE\" 1 ")
                .contains("\npartd\\-shuffle \\- splits files into partitions by a column\n")
                .contains("\n\\fB\\-\\-where\\fR \\fICONDITION\\fR\n")
                .contains("\n.SH EXIT STATUS\n");
        assertThat(Cli.run("man").out()).contains("\n\\fBshuffle\\fR\n", ".BR partd\\-import (1),");
        assertThat(Cli.run("man", "x"))
                .isEqualTo(new Result(
                        2,
                        "",
                        "partd: no command 'x'; there are " + String.join(", ", Subcommands.names())
                                + "\nTry 'partd man --help'.\n"));
    }

    @Tag("interop")
    @Test
    void manFormatsEachWithoutAWarning() throws Exception {
        PythonCommand.requireCommand("groff");
        for (String command : Subcommands.names()) {
            Path page = Files.writeString(
                    directory.resolve("partd-" + command + ".1"),
                    Cli.run("man", command).out());
            Path err = directory.resolve("err");
            Path out = directory.resolve("out");
            int status = new ProcessBuilder("groff", "-man", "-Tascii", "-ww", "-rLL=100n", page.toString())
                    .redirectError(err.toFile())
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
            assertThat(status).isZero();
            assertThat(err).as(command).hasContent("");
            assertThat(Files.readString(out, StandardCharsets.UTF_8).replaceAll(".\b|\u001b\\[[0-9]*m", ""))
                    .contains("SYNOPSIS", "--help");
        }
    }
}
