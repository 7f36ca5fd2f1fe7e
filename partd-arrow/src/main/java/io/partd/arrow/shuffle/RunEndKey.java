package io.partd.arrow.shuffle;

/** Run-end encoded values: what they are. */
final class RunEndKey implements KeyType {

    private final KeyType type;

    RunEndKey(KeyType type) {
        this.type = type;
    }

    @Override
    public boolean isNull(ArrayData values, int row) {
        Runs runs = new Runs(values);
        return type.isNull(runs.values(), runs.find(row, 0));
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        Runs runs = new Runs(values);
        type.hashed(runs.values(), runs.find(row, 0), out);
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        Runs runs = new Runs(values);
        type.ordered(runs.values(), runs.find(row, 0), out);
    }

    @Override
    public String text(ArrayData values, int row) {
        Runs runs = new Runs(values);
        return type.text(runs.values(), runs.find(row, 0));
    }
}
