package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShuffleTest {

  @Test
  void copiesRows(@TempDir Path dir) throws IOException {
    Path input = Files.writeString(dir.resolve("é.csv"), "a,b\n1,2\n");
    Path out = dir.resolve("out");
    int status = new CommandLine(new Shuffle())
        .execute(input.toString(), "--by", "a", "--to", out.toString());
    assertThat(status).isZero();
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(out.resolve("part-00000.csv"))) {
      assertThat(csv).hasSize(1);
    }
  }
}
