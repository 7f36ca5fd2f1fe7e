package io.partd.expression;

import io.partd.expression.Condition.Node;
import io.partd.expression.Test.Literal;
import io.partd.expression.Test.Operator;
import io.partd.expression.Tokens.Kind;
import io.partd.expression.Tokens.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses a condition, by recursive descent. */
final class ConditionParser {

    private static final int DEEPEST = 200;
    private static final Set<String> TYPES = Set.of("date", "time", "timestamp");

    private final String text;
    private final Tokens tokens;
    private final List<Test> tests = new ArrayList<>();
    private int depth;

    ConditionParser(String text) {
        this.text = text;
        tokens = new Tokens(text);
    }

    Condition condition() {
        if (tokens.peek().kind() == Kind.END) {
            throw new IllegalArgumentException("the condition is empty; say one, as in \"fare > 10\"");
        }
        Node root = or();
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.expected("'and', 'or' or the end");
        }
        return new Condition(text, root, tests);
    }

    private Node or() {
        List<Node> parts = new ArrayList<>();
        do {
            parts.add(and());
        } while (tokens.takeIf("or"));
        return parts.size() == 1 ? parts.get(0) : new Node.Or(parts);
    }

    private Node and() {
        List<Node> parts = new ArrayList<>();
        do {
            parts.add(not());
        } while (tokens.takeIf("and"));
        return parts.size() == 1 ? parts.get(0) : new Node.And(parts);
    }

    private Node not() {
        Token token = tokens.peek();
        if (++depth > DEEPEST) {
            throw tokens.at(token, "it is nested deeper than " + DEEPEST);
        }
        Node node;
        if (tokens.takeIf("not")) {
            node = new Node.Not(not());
        } else if (tokens.takeIf("(")) {
            node = or();
            tokens.require(")");
        } else {
            node = test();
        }
        depth--;
        return node;
    }

    private Node test() {
        if (isLiteral()) {
            Literal literal = literal();
            Operator operator = operator("a comparison");
            return leaf(new Test.Comparison(column(), operator.mirrored(), literal));
        }
        ColumnName column = column();
        if (tokens.takeIf("is")) {
            boolean negated = tokens.takeIf("not");
            tokens.require("null");
            return negated(negated, leaf(new Test.IsNull(column)));
        }
        boolean negated = tokens.takeIf("not");
        if (tokens.takeIf("in")) {
            return negated(negated, in(column));
        }
        if (tokens.takeIf("like")) {
            if (tokens.peek().kind() != Kind.TEXT) {
                throw tokens.expected("a pattern in 'single quotes'");
            }
            return negated(
                    negated,
                    leaf(new Test.Like(column, LikePattern.of(tokens.take().value()))));
        }
        if (tokens.takeIf("between")) {
            Node from = leaf(new Test.Comparison(column, Operator.GREATER_OR_EQUAL, literal()));
            tokens.require("and");
            Node to = leaf(new Test.Comparison(column, Operator.LESS_OR_EQUAL, literal()));
            return negated(negated, new Node.And(List.of(from, to)));
        }
        if (negated) {
            throw tokens.expected("'in', 'like' or 'between'");
        }
        Operator operator = operator("a comparison, 'in', 'is', 'like' or 'between'");
        return leaf(new Test.Comparison(column, operator, literal()));
    }

    private Node in(ColumnName column) {
        tokens.require("(");
        List<Node> parts = new ArrayList<>();
        do {
            parts.add(leaf(new Test.Comparison(column, Operator.EQUAL, literal())));
        } while (tokens.takeIf(","));
        if (!tokens.takeIf(")")) {
            throw tokens.expected("',' or ')'");
        }
        return new Node.Or(parts);
    }

    private Node leaf(Test test) {
        tests.add(test);
        return new Node.Leaf(tests.size() - 1);
    }

    private static Node negated(boolean negated, Node node) {
        return negated ? new Node.Not(node) : node;
    }

    private ColumnName column() {
        if (isLiteral()) {
            throw tokens.expected("a column's name, without quotes or in \"double quotes\",");
        }
        return tokens.takeColumn();
    }

    private boolean isLiteral() {
        Token token = tokens.peek();
        boolean typed = isType(token) && tokens.peekSecond().kind() == Kind.TEXT;
        boolean word = (token.is("true") || token.is("false") || token.is("null"))
                && !tokens.peekSecond().is(".");
        return token.kind() == Kind.TEXT || token.kind() == Kind.NUMBER || typed || word;
    }

    private static boolean isType(Token token) {
        return TYPES.stream().anyMatch(token::is);
    }

    private Literal literal() {
        Token token = tokens.peek();
        if (token.is("null")) {
            throw tokens.at(token, "nothing is equal to null; say 'is null' or 'is not null'");
        }
        if (!isLiteral()) {
            throw tokens.expected("a value, which is a number, true, false, or a text in 'single quotes',");
        }
        tokens.take();
        if (token.kind() == Kind.NUMBER) {
            try {
                return new Literal.Numeric(new BigDecimal(token.value()));
            } catch (NumberFormatException e) {
                throw tokens.at(token, "'" + token.value() + "' is not a number");
            }
        }
        if (token.kind() == Kind.TEXT) {
            return new Literal.Text(token.value());
        }
        return isType(token) ? new Literal.Text(tokens.take().value()) : new Literal.Bool(token.is("true"));
    }

    private Operator operator(String expected) {
        Token token = tokens.peek();
        for (Operator operator : Operator.values()) {
            if (token.is(operator.toString()) || (operator == Operator.NOT_EQUAL && token.is("<>"))) {
                tokens.take();
                return operator;
            }
        }
        throw tokens.expected(expected);
    }
}
