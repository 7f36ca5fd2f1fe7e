package io.partd.arrow.shuffle;

/** Strings and bytes of any length that are shown by views: their bytes. */
final class ViewKey implements KeyType {

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        long view = view(values, row);
        out.putMemory(Views.bytes(values, row, view), Views.length(view));
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        int from = out.length();
        hashed(values, row, out);
        out.terminate(from);
    }

    private static long view(ArrayData values, int row) {
        return Views.source(values) + (long) row * Views.SIZE;
    }
}
