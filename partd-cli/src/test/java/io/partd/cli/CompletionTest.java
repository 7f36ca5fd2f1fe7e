package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.PythonCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real shells complete the command line: bash in its own process, zsh at a terminal, and fish. */
@Timeout(60)
class CompletionTest {

    @TempDir
    Path directory;

    @BeforeEach
    void makeFiles() throws Exception {
        Files.writeString(directory.resolve("trips.csv"), "a\n1\n");
        Files.createDirectory(directory.resolve("store"));
        Files.writeString(directory.resolve("bash"), Cli.run("completion").out());
        Files.writeString(
                directory.resolve("fish"), Cli.run("completion", "fish").out());
        assertThat(Cli.run("completion", "zsh").out())
                .isEqualTo(Cli.run("completion", "bash").out());
    }

    private String run(List<String> command) throws Exception {
        Path out = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.ISO_8859_1);
    }

    /** What bash makes of the words; the last one is to be completed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partd shu | shuffle",
                "partd '' | shuffle append get iset keys stat delete drop copy export import compact verify serve keygen completion man",
                "partd keys --pre | --prefix",
                "partd keys store --pre | --prefix",
                "partd --debug keys --pre | --prefix",
                "partd shuffle --format '' | csv tsv jsonl lines parquet arrow arrows",
                "partd shuffle trips.csv --format p | parquet",
                "partd shuffle --format = p | parquet",
                "partd shuffle --on-error s | stop skip",
                "partd shuffle --compression z | zstd",
                "partd shuffle --data-page-version '' | 1 2",
                "partd get store k --codec blo | blosc",
                // Files and stores are the shell's to complete.
                "partd shuffle tri | ''",
                "partd keys sto | ''",
                "partd shuffle --rejects tri | ''",
                "partd shuffle --to sto | ''",
                "partd shuffle --memory '' | ''",
            })
    void bashCompletes(String words, String expected) throws Exception {
        String script = "source ./bash; COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _partd; "
                + "echo \"${COMPREPLY[*]}\"";
        assertThat(run(List.of("bash", "--norc", "-c", script)).strip().split("\\s+"))
                .containsExactlyInAnyOrder(expected.replace("''", "").split(" "));
    }

    @Test
    void bashLeavesFilesToItself() throws Exception {
        String script = "source ./bash; complete -p partd";
        assertThat(run(List.of("bash", "--norc", "-c", script))).contains("-o default", "-F _partd");
    }

    @Tag("interop")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partd shu | partd shuffle",
                "partd shuffle tri | partd shuffle trips.csv",
                // zsh takes the slash away again when something other follows.
                "partd keys sto | partd keys store",
                "partd shuffle --on-error sk | partd shuffle --on-error skip",
                "partd keys --pre | partd keys --prefix",
            })
    void zshCompletes(String line, String expected) throws Exception {
        PythonCommand.requireCommand("zsh");
        String script = String.join(
                "\n",
                "zmodload zsh/zpty",
                "zpty shell zsh -f -i",
                "zpty -w shell \"PS1='> '; source ./bash; print LOADED\"",
                "while zpty -r shell line; do [[ $line == *LOADED* && $line != *print* ]] && break; done",
                "zpty -n -w shell $'" + line + "\\t\\x01echo [\\x05]\\n'",
                "zpty -w shell exit",
                "while zpty -r shell line; do print -r -- $line; done");
        assertThat(run(List.of("zsh", "-f", "-c", script)).replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", ""))
                .containsPattern("\\[" + expected.replace(".", "\\.") + " ?\\]");
    }

    @Tag("interop")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partd shu | shuffle",
                "partd shuffle --on-error s | stop skip",
                "partd shuffle --format p | parquet",
                "partd get store k --codec blo | blosc",
                "partd shuffle tri | trips.csv",
                "partd keys sto | store/",
                "partd shuffle --to sto | store/",
                "partd keys --pre | --prefix",
            })
    void fishCompletes(String line, String expected) throws Exception {
        PythonCommand.requireCommand("fish");
        String found = run(List.of("fish", "--no-config", "-c", "source ./fish; complete -C '" + line + "'"));
        assertThat(found.lines().map(each -> each.replaceAll("\t.*", "")).map(each -> each.replaceAll(".*=", "")))
                .containsExactlyInAnyOrder(expected.split(" "));
    }
}
