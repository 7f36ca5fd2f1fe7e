package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Section;
import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import io.partd.file.FilePerKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be in the output directory before, and what is in it after. */
class OutputDirectoryTest {

    @TempDir
    Path temporary;

    private Place place;
    private Path first;
    private Path second;

    @BeforeEach
    void makeInputs() throws IOException {
        // On a Mac or by a link the temporary directory has another real path, which messages show.
        place = new Place(temporary.toRealPath());
        first = place.file("first.csv", "k,v\na,1\nb,2\n");
        second = place.file("second.csv", "k,v\nb,3\nc,4\n");
    }

    @Test
    void isMadeWithItsParents() throws IOException {
        Path deep = place.path("x/y/z");
        assertThat(Cli.run("shuffle", first, "--by", "k", "-n", 1, "--to", deep).status())
                .isZero();
        assertThat(deep.resolve("part-00000.csv")).hasContent("k,v\na,1\nb,2\n");
    }

    @Test
    void leavesNoParentsOfARunThatFails() throws IOException {
        Map<String, String> before = place.files();
        assertThat(Cli.run("shuffle", first, "--by", "z", "--to", place.path("x/y/z"))
                        .status())
                .isEqualTo(2);
        assertThat(Cli.run("shuffle", first, "--by", "k", "-n", 0, "--to", place.path("x/y/z"))
                        .status())
                .isEqualTo(2);
        assertThat(place.files()).isEqualTo(before);
    }

    @Test
    void mayBeAFileStoresUri() throws IOException {
        assertThat(Cli.run("shuffle", first, "--by", "k", "-n", 1, "--to", "file:" + place.out())
                        .status())
                .isZero();
        assertThat(place.out().resolve("part-00000.csv")).hasContent("k,v\na,1\nb,2\n");
    }

    @Test
    void isNotReplacedWithoutALock() throws IOException {
        Files.createDirectory(place.out());
        Files.writeString(place.out().resolve("part-00000.csv"), "of another program");
        place.fails(
                1,
                place.out() + " is not a partd dataset: it has no .lock; choose another directory",
                first,
                "--by",
                "k",
                "--overwrite");
    }

    @Test
    void mayBeEmpty() throws IOException {
        Files.createDirectory(
                place.out(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x--x")));
        place.shuffled(first, "--by", "k", "-n", 1);
        assertThat(place.parts()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.out())))
                .isEqualTo("rwxr-x--x");
        assertThat(place.files())
                .containsOnlyKeys(
                        "first.csv", "second.csv", "out", "out/.lock", "out/.partd+shuffle", "out/part-00000.csv");
    }

    @Test
    void mayBeRelative() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path relative = here.relativize(place.out());
        assertThat(Cli.run("shuffle", first, "--by", "k", "-n", 1, "--to", relative + "/../out/")
                        .status())
                .isZero();
        assertThat(place.parts()).hasSize(1);
    }

    @Test
    void mayBeALinkToADirectory() throws IOException {
        Files.createDirectory(place.path("real"));
        Files.createSymbolicLink(place.out(), Path.of("real"));
        place.shuffled(first, "--by", "k", "-n", 1);
        assertThat(place.out()).isSymbolicLink();
        assertThat(place.path("real/part-00000.csv")).exists();
    }

    @Test
    void isNoLinkToNothing() throws IOException {
        Files.createSymbolicLink(place.out(), Path.of("nothing"));
        place.fails(1, place.out() + ": it is a link to nothing; choose another directory\n", first, "--by", "k");
    }

    @Test
    void isNoFile() throws IOException {
        place.file("out", "precious");
        for (String option : new String[] {"--threads=1", "--overwrite", "--append"}) {
            place.fails(1, place.out() + ": it is a file; the output is a directory\n", first, "--by", "k", option);
        }
        Path below = place.out().resolve("below");
        Result result = Cli.run("shuffle", first, "--by", "k", "--to", below);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("partd: " + place.out() + ": it is a file; the output is a directory\n");
    }

    @Test
    void isNotTheRootNorWhereNothingCanBeMade() {
        Result root = Cli.run("shuffle", first, "--by", "k", "--to", "/");
        assertThat(root.status()).isEqualTo(1);
        assertThat(root.err()).isEqualTo("partd: /: it can't be an output directory; give one inside it\n");
        Result mounted = Cli.run("shuffle", first, "--by", "k", "--to", "/proc");
        assertThat(mounted.status()).isEqualTo(1);
        assertThat(mounted.err())
                .isEqualTo("partd: /proc: it is not empty; choose another directory, or say --overwrite or --append\n");
    }

    @Test
    void isWhereOneMayWrite() {
        Result result = Cli.run("shuffle", first, "--by", "k", "--to", "/proc/out");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("partd: /proc/").hasLineCount(1);
    }

    @Test
    void isNotOverwrittenUnasked() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2);
        place.fails(
                1,
                place.out() + ": it is not empty; choose another directory, or say --overwrite or --append\n",
                second,
                "--by",
                "k");
    }

    @Test
    void isOverwrittenIfAsked() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 3);
        place.shuffled(second, "--by", "k", "-n", 1, "--overwrite");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\nb,3\nc,4\n"));
        assertThat(place.files())
                .containsOnlyKeys(
                        "first.csv", "second.csv", "out", "out/.lock", "out/.partd+shuffle", "out/part-00000.csv");
    }

    @Test
    void isAsItWasIfOverwritingFails() throws IOException {
        place.shuffled(first, "--by", "v", "-n", 3);
        Path bad = place.file("bad.csv", "k,v\na\n");
        place.fails(1, bad + ":2: it has 1 column", bad, "--by", "v", "-n", 3, "--overwrite");
        place.fails(1, bad + ":2: it has 1 column", bad, "--by", "v", "-n", 3, "--append");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", "part-1.csv", "part-00000.csv.bak", "sub/part-00000.csv", ".hidden"})
    void isNeitherOverwrittenNorGrownIfAnythingForeignIsInIt(String name) throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2);
        Path foreign = place.out().resolve(name);
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "precious");
        String entry = place.out().resolve(Path.of(name).getName(0)).toString();
        for (String option : new String[] {"--overwrite", "--append"}) {
            place.fails(
                    1,
                    entry + " was not written by partd shuffle; choose another directory\n",
                    second,
                    "--by",
                    "k",
                    "-n",
                    2,
                    option);
        }
    }

    @Test
    void isNotOverwrittenIfAPartIsALink() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 1);
        Files.delete(place.out().resolve("part-00000.csv"));
        Files.createSymbolicLink(place.out().resolve("part-00000.csv"), first);
        place.fails(1, place.out().resolve("part-00000.csv") + " was not written", second, "--by", "k", "--overwrite");
    }

    @Test
    void growsIfAsked() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2, "--append");
        place.shuffled(second, "--by", "k", "-n", 2, "--append");
        place.shuffled(second, "--by", "k", "-n", 2, "--append");
        String all = String.join("", place.parts().values());
        assertThat(place.parts().values()).allMatch(part -> part.startsWith("k,v\n"));
        assertThat(all.replace("k,v\n", "")).hasSize(2 * 4 + 4 * 4);
        assertThat(all.replaceAll("(?m)^[^b].*\n", "")).isEqualTo("b,2\nb,3\nb,3\n");
    }

    @Test
    void growsByALineEndWhereTheLastRowLacksOne() throws IOException {
        Path open = place.file("open.csv", "k,v\r\na,1");
        place.shuffled(open, "--by", "k", "-n", 1);
        place.shuffled(open, "--by", "k", "-n", 1, "--append");
        place.shuffled(first, "--by", "k", "-n", 1, "--append");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\r\na,1\r\na,1\r\na,1\nb,2\n"));
    }

    @Test
    void growsWhereThereIsNoHeaderToo() throws IOException {
        Path lines = place.file("lines.txt", "a\nb\nc\nd\n");
        Path one = place.file("one.txt", "a\n");
        place.shuffled(one, "-n", 8);
        place.shuffled(lines, "-n", 8, "--append");
        place.shuffled(one, "-n", 8, "--append");
        String all = String.join("", place.parts().values());
        assertThat(all.replaceAll("[^a]\n", "")).isEqualTo("a\na\na\n");
        assertThat(all).hasSize(12);
        place.fails(
                1,
                place.out()
                        + " is partitioned by shuffle's 'hash into 8 by line' as txt, and not by 'hash into 4 by line' as "
                        + "txt; use the same --by, -n and format, or choose another directory\n",
                one,
                "-n",
                4,
                "--append");
    }

    @Test
    void growsByTheSamePartitionsOnlyIfItIsOfAnOlderVersion() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2);
        Files.delete(place.out().resolve(".partd+shuffle"));
        place.fails(
                1,
                place.out() + " has 2 partitions up to part-00001.csv, and 3 up to part-00002.csv would be appended; "
                        + "use the same -n and --format\n",
                second,
                "--by",
                "k",
                "-n",
                3,
                "--append");
        Path tabs = place.file("tabs.tsv", "k\tv\n");
        place.fails(1, place.out() + " has 2 partitions up to part-00001.csv", tabs, "--by", "k", "-n", 2, "--append");
    }

    @Test
    void growsByTheSameHeaderOnly() throws IOException {
        place.shuffled(first, "--by", "k", "-n", 2);
        Path other = place.file("other.csv", "k,w\nx,1\n");
        place.fails(
                1,
                place.out().resolve("part-00000.csv") + " has the header 'k,v', and the rows to append 'k,w'\n",
                other,
                "--by",
                "k",
                "-n",
                2,
                "--append");
        Path carriage = place.file("carriage.csv", "\ufeffk,v\r\nx,1\r\n");
        place.shuffled(carriage, "--by", "k", "-n", 2, "--append");
        assertThat(String.join("", place.parts().values())).contains("x,1\r\n").doesNotContain("\u00ef");
    }

    @Test
    void growsWholeForItsReaders() throws Exception {
        place.shuffled(first, "--by", "k", "-n", 2);
        Map<String, String> before = place.parts();
        try (FilePerKeyStore store = FilePerKeyStore.open(place.out())) {
            Thread appending;
            try (Section alone = store.lock()) {
                assertThat(alone).isNotNull();
                appending = new Thread(() -> place.shuffled(second, "--by", "k", "-n", 2, "--append"));
                appending.start();
                appending.join(500);
                assertThat(place.parts()).isEqualTo(before);
            }
            appending.join();
            assertThat(place.parts()).isNotEqualTo(before);
        }
    }

    @Test
    void isNotTakenFromUnderTheWorkingDirectory() throws IOException {
        Path here = Path.of("").toRealPath();
        Result result = Cli.run("shuffle", first, "--by", "k", "--to", ".");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("partd: " + here + ": it is not empty")
                .hasLineCount(1);
    }
}
