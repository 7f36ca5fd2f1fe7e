package io.partd.cli.shuffle;

import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of text, which may begin with a header. */
final class TextContents implements FileContents {

    private final RecordFormat format;

    TextContents(RecordFormat format) {
        this.format = format;
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
    public Joint joint(Path added, Path present) throws IOException {
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
                    header,
                    header.readPresent(format, presentIn, present.toString()),
                    present.toString(),
                    end.read());
        }
    }

    @Override
    public String columnName(Path file, String number) throws IOException {
        if (!(format instanceof DelimitedFormat delimited)) {
            return number;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = header(in, file).columns();
            String name = header.length == 0 ? "" : delimited.columnName(header);
            return name.isEmpty() ? number : name;
        }
    }

    private HeaderLine header(InputStream in, Path file) throws IOException {
        return HeaderLine.read(format, in, file.toString(), HeaderLine.LONGEST);
    }
}
