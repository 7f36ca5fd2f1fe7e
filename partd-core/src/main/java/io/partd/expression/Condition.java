package io.partd.expression;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * A condition on the columns of a row, with SQL's three-valued logic: a row is wanted if it is true, and not if it is
 * false or unknown. Immutable. {@code docs/expressions.md} has the grammar.
 *
 * <pre>{@code
 * Condition condition = Condition.parse("state in ('OR', 'WA') and (fare > 10 or tip is not null)");
 * }</pre>
 */
public final class Condition {

    private final String text;
    private final Node root;
    private final List<Test> tests;

    /** A part of the condition; tests are given by their numbers. */
    sealed interface Node {

        record Leaf(int test) implements Node {}

        record Not(Node negated) implements Node {}

        record And(List<Node> all) implements Node {}

        record Or(List<Node> all) implements Node {}
    }

    Condition(String text, Node root, List<Test> tests) {
        this.text = text;
        this.root = root;
        this.tests = List.copyOf(tests);
    }

    /**
     * Parses a condition.
     *
     * @throws IllegalArgumentException if it is malformed; the message says where and what is possible there
     */
    public static Condition parse(String text) {
        return new ConditionParser(text).condition();
    }

    /** Returns the tests that it is made of, in the order of the text. */
    public List<Test> tests() {
        return tests;
    }

    /** Returns the columns that are tested, each once. */
    public List<ColumnName> columns() {
        return tests.stream().map(Test::column).distinct().toList();
    }

    /**
     * Returns the possible {@linkplain Truth values} of the condition. From left to right, asks for what the result
     * depends on only.
     *
     * @param values returns the possible values of a test, by its number in {@link #tests}
     */
    public int truth(IntUnaryOperator values) {
        return truth(root, values);
    }

    private static int truth(Node node, IntUnaryOperator values) {
        if (node instanceof Node.Leaf leaf) {
            return values.applyAsInt(leaf.test());
        }
        if (node instanceof Node.Not not) {
            return Truth.not(truth(not.negated(), values));
        }
        boolean all = node instanceof Node.And;
        int result = all ? Truth.TRUE : Truth.FALSE;
        int decided = all ? Truth.FALSE : Truth.TRUE;
        for (Node each : parts(node)) {
            int value = truth(each, values);
            result = all ? Truth.and(result, value) : Truth.or(result, value);
            if (result == decided) {
                return result;
            }
        }
        return result;
    }

    private static List<Node> parts(Node node) {
        return node instanceof Node.And and ? and.all() : ((Node.Or) node).all();
    }

    /**
     * Returns the possible values of the condition for each of some rows.
     *
     * @param values returns those of a test, by its number in {@link #tests}, in an array that may be changed
     */
    public byte[] truths(IntFunction<byte[]> values) {
        return truths(root, values);
    }

    private static byte[] truths(Node node, IntFunction<byte[]> values) {
        if (node instanceof Node.Leaf leaf) {
            return values.apply(leaf.test());
        }
        if (node instanceof Node.Not not) {
            byte[] result = truths(not.negated(), values);
            for (int i = 0; i < result.length; i++) {
                result[i] = (byte) Truth.not(result[i]);
            }
            return result;
        }
        List<Node> parts = parts(node);
        boolean all = node instanceof Node.And;
        byte[] result = truths(parts.get(0), values);
        for (Node each : parts.subList(1, parts.size())) {
            byte[] other = truths(each, values);
            for (int i = 0; i < result.length; i++) {
                result[i] = (byte) (all ? Truth.and(result[i], other[i]) : Truth.or(result[i], other[i]));
            }
        }
        return result;
    }

    /** Returns the text that it was parsed from. */
    @Override
    public String toString() {
        return text;
    }
}
