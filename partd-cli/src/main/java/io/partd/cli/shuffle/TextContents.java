package io.partd.cli.shuffle;

import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.HeaderLine;
import io.partd.shuffle.Joint;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of text, which may begin with a header. */
final class TextContents implements FileContents {

    private final RecordFormat format;
    private final boolean hasInputsColumns;
    private final TextFiles files;

    /**
     * Makes one.
     *
     * @param format the format of the files, whatever rows were taken from the input
     * @param hasInputsColumns whether files have all columns of the input, at the same places
     */
    TextContents(RecordFormat format, boolean hasInputsColumns, FileOptions options) {
        this.format = format;
        this.hasInputsColumns = hasInputsColumns;
        this.files = new TextFiles(format, options);
    }

    @Override
    public void requireSame(Path added, Path present) throws IOException {
        try (InputStream addedIn = Files.newInputStream(added);
                InputStream presentIn = Files.newInputStream(present)) {
            HeaderLine header = header(addedIn, added);
            Joint.requireSame(header, header.readPresent(format, presentIn, present.toString()), present.toString());
        }
    }

    @Override
    public @Nullable Joint joint(Path added, Path present) throws IOException {
        if (!files.areAsWritten()) {
            return null;
        }
        long size = Files.size(present);
        if (size == 0) {
            return Joint.WITH_NOTHING;
        }
        try (InputStream addedIn = Files.newInputStream(added);
                InputStream presentIn = Files.newInputStream(present);
                RandomAccessFile end = new RandomAccessFile(present.toFile(), "r")) {
            HeaderLine header = header(addedIn, added);
            end.seek(size - 1);
            return Joint.of(
                    header, header.readPresent(format, presentIn, present.toString()), present.toString(), end.read());
        }
    }

    @Override
    public String columnName(Source part, String number) throws IOException {
        if (!hasInputsColumns || !(format instanceof DelimitedFormat delimited)) {
            return number;
        }
        try (InputStream in = Channels.newInputStream(part.open())) {
            byte[] header =
                    HeaderLine.read(format, in, part.name(), HeaderLine.LONGEST).columns();
            List<String> names = header.length == 0 ? List.of() : delimited.names(header);
            if (names.contains(number)) {
                return number;
            }
            int place = Integer.parseInt(number) - 1;
            return place < names.size() && !names.get(place).isEmpty() ? names.get(place) : number;
        }
    }

    @Override
    public void finish(Path directory, PartitionFiles names, List<Path> written) throws IOException {
        if (!files.areAsWritten()) {
            files.finish(directory, names, written);
        }
    }

    private HeaderLine header(InputStream in, Path file) throws IOException {
        return HeaderLine.read(format, in, file.toString(), HeaderLine.LONGEST);
    }
}
