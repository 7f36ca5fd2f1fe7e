package io.partd.cli.shuffle;

import io.partd.cli.values.JsonText;
import io.partd.shuffle.Fault;
import io.partd.shuffle.FaultHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Leaves out records that can't be placed, remembers the first few, and may write all to files. */
final class Skipping implements FaultHandler {

    private static final int REMEMBERED = 10;

    private final RejectsFile rejects;
    private final RejectsFile reasons;
    private final long most;
    private long count;
    private final List<Fault> first = new ArrayList<>();

    /**
     * Begins without one.
     *
     * @param rejects gets the records as they are
     * @param reasons gets a JSON object for each: where it is, and what is wrong with it
     * @param most how many records may be left out
     */
    Skipping(RejectsFile rejects, RejectsFile reasons, long most) {
        this.rejects = rejects;
        this.reasons = reasons;
        this.most = most;
    }

    @Override
    public void handle(Fault fault, ByteBuffer record) throws IOException {
        if (first.size() < REMEMBERED) {
            first.add(fault);
        }
        if (++count > most) {
            throw new IOException("more than " + most + (most == 1 ? " row" : " rows")
                    + " can't be placed, as --max-errors allows; the first is " + first.get(0));
        }
        if (reasons.isWanted()) {
            reasons.append(ByteBuffer.wrap(json(fault, record.remaining()).getBytes(StandardCharsets.UTF_8)));
        }
        rejects.append(record);
    }

    private static String json(Fault fault, int bytes) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("input", fault.source());
        json.put("line", fault.line());
        json.put("bytes", bytes);
        json.put("reason", fault.reason());
        return JsonText.line(json);
    }

    /** Hands all records to the system. */
    void flush() throws IOException {
        rejects.flush();
        reasons.flush();
    }

    /** Keeps the files. */
    void keep() {
        rejects.keep();
        reasons.keep();
    }

    /** Returns the first faults. */
    List<Fault> first() {
        return first;
    }
}
