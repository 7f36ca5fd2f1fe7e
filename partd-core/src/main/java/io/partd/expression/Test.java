package io.partd.expression;

import java.math.BigDecimal;

/**
 * A test of one column's value, of which conditions are made. Of null it is unknown, but for {@link IsNull}.
 *
 * <pre>{@code
 * io.partd.expression.Test test = Condition.parse("fare >= 10").tests().get(0);
 * String column = test.column().text(); // fare
 * }</pre>
 */
public sealed interface Test {

    /** Returns the column whose value is tested. */
    ColumnName column();

    /** A comparison with a value. */
    record Comparison(ColumnName column, Operator operator, Literal literal) implements Test {

        @Override
        public String toString() {
            return column + " " + operator + " " + literal;
        }
    }

    /** A comparison of texts with a pattern. */
    record Like(ColumnName column, LikePattern pattern) implements Test {

        @Override
        public String toString() {
            return column + " like " + pattern;
        }
    }

    /** Whether there is no value. It is never unknown. */
    record IsNull(ColumnName column) implements Test {

        @Override
        public String toString() {
            return column + " is null";
        }
    }

    /** What a comparison asks. */
    enum Operator {
        /** Equal. */
        EQUAL("="),
        /** Not equal. */
        NOT_EQUAL("!="),
        /** Less. */
        LESS("<"),
        /** Less or equal. */
        LESS_OR_EQUAL("<="),
        /** Greater. */
        GREATER(">"),
        /** Greater or equal. */
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /**
         * Returns what is asked of two values.
         *
         * @param order negative if the first is less, zero if both are equal, else positive
         */
        public boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }

        /** Returns what is asked if the two sides change places. */
        Operator mirrored() {
            return switch (this) {
                case EQUAL, NOT_EQUAL -> this;
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            };
        }

        @Override
        public String toString() {
            return symbol;
        }
    }

    /** A value in an expression. */
    sealed interface Literal {

        /** A text; also a date or a time, if the column's type is one. */
        record Text(String value) implements Literal {

            @Override
            public String toString() {
                return "'" + value.replace("'", "''") + "'";
            }
        }

        /** A number. */
        record Numeric(BigDecimal value) implements Literal {

            @Override
            public String toString() {
                return value.toString();
            }
        }

        /** True or false. */
        record Bool(boolean value) implements Literal {

            @Override
            public String toString() {
                return String.valueOf(value);
            }
        }
    }
}
