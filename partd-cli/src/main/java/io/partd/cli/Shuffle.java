package io.partd.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.partd.Placeholder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Placeholder: copies its inputs into one partition. */
@Command(name = "shuffle", description = "Partitions records.", mixinStandardHelpOptions = true)
final class Shuffle implements Callable<Integer> {

  @Parameters(arity = "1..*")
  private @Nullable List<Path> inputs;

  @Option(names = "--by", required = true)
  private @Nullable String column;

  @Option(names = "-n")
  private int partitions = 64;

  @Option(names = "--to", required = true)
  private @Nullable Path to;

  @Override
  public Integer call() throws IOException {
    if (inputs == null || to == null || column == null) {
      return 2;
    }
    Files.createDirectories(to);
    if (Boolean.getBoolean("partd.terminal")) {
      new ProgressBarBuilder().setInitialMax(1).build().close();
    }
    for (Path input : inputs) {
      Files.copy(input, to.resolve("part-00000.csv"));
    }
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("partition", Math.floorMod(Placeholder.hash(column), partitions));
      json.writeNumberField("pointer", Placeholder.pointerSize());
      json.writeEndObject();
    }
    System.out.println(out);
    return 0;
  }
}
