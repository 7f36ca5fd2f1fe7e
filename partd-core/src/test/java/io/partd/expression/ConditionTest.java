package io.partd.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.partd.expression.Test.Comparison;
import io.partd.expression.Test.IsNull;
import io.partd.expression.Test.Like;
import io.partd.expression.Test.Literal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditions mean, and what is said of those that are malformed. */
class ConditionTest {

    private static final Map<String, @Nullable Object> ROW = new HashMap<>();

    static {
        ROW.put("a", new BigDecimal(5));
        ROW.put("b", "Portland");
        ROW.put("n", null);
        ROW.put("t", true);
        ROW.put("user.id", new BigDecimal(7));
        ROW.put("Wildlife: Size", "Large");
        ROW.put("is", new BigDecimal(1));
        ROW.put("date", "2024-02-29");
    }

    /** Evaluates a test of one row, as plainly as can be. */
    private static int truth(Test test) {
        assertThat(ROW).containsKey(test.column().text());
        Object value = ROW.get(test.column().text());
        if (test instanceof IsNull) {
            return Truth.of(value == null);
        }
        if (value == null) {
            return Truth.UNKNOWN;
        }
        if (test instanceof Like like) {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            return Truth.of(like.pattern().matches(text, 0, text.length));
        }
        Comparison comparison = (Comparison) test;
        if (comparison.literal() instanceof Literal.Numeric number) {
            return Truth.of(comparison.operator().holds(((BigDecimal) value).compareTo(number.value())));
        }
        if (comparison.literal() instanceof Literal.Bool bool) {
            return Truth.of(comparison.operator().holds(Boolean.compare((Boolean) value, bool.value())));
        }
        String text = ((Literal.Text) comparison.literal()).value();
        return Truth.of(comparison.operator().holds(value.toString().compareTo(text)));
    }

    private static String name(int truth) {
        return truth == Truth.TRUE ? "true" : truth == Truth.FALSE ? "false" : "unknown";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a = 5 | true",
                "a=5.0 | true",
                "5 = a | true",
                "4 < a | true",
                "a < 4 | false",
                "a != 5 | false",
                "a <> 4 | true",
                "a >= 5 and a <= 5 | true",
                "a > -1e3 | true",
                "n = 5 | unknown",
                "n != 5 | unknown",
                "not n = 5 | unknown",
                "n is null | true",
                "n is not null | false",
                "a is null | false",
                "n = 5 and a = 4 | false",
                "n = 5 and a = 5 | unknown",
                "n = 5 or a = 5 | true",
                "n = 5 or a = 4 | unknown",
                "a in (1, 5, 7) | true",
                "a in (1, 7) | false",
                "a not in (1, 7) | true",
                "n in (1, 7) | unknown",
                "n not in (1, 7) | unknown",
                "a between 4 and 6 | true",
                "a not between 4 and 6 | false",
                "a between 6 and 9 or a = 5 | true",
                "b like 'Port%' | true",
                "b like '_ort%d' | true",
                "b like 'port%' | false",
                "b not like '%x%' | true",
                "b like '%' | true",
                "n like '%' | unknown",
                "b >= 'P' AND b < 'Q' | true",
                "t = true | true",
                "t = FALSE | false",
                "user.id = 7 | true",
                "\"user.id\" = 7 | true",
                "\"Wildlife: Size\" = 'Large' | true",
                "is is not null | true",
                "\"is\" is null | false",
                "date >= '2024-02-01' | true",
                "date >= date '2024-03-01' | false",
                "not (a = 5 or b = 'x') | false",
                "not a = 5 or b = 'Portland' | true",
                "a = 4 and b = 'x' or a = 5 | true",
                "a = 5 or b = 'x' and n = 5 | true",
                "b = 'it''s' | false",
            })
    void hasThreeValues(String text, String truth) {
        Condition condition = Condition.parse(text);
        assertThat(name(condition.truth(i -> truth(condition.tests().get(i))))).isEqualTo(truth);
        assertThat(name(condition
                        .truths(i -> new byte[] {(byte) truth(condition.tests().get(i))})[0]))
                .isEqualTo(truth);
        assertThat(condition).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the condition is empty; say one, as in \"fare > 10\"",
                "a | it ends where a comparison, 'in', 'is', 'like' or 'between' is expected",
                "a > | it ends where a value, which is a number, true, false, or a text in 'single quotes', is expected",
                "a > b | character 5: a value, which is a number, true, false, or a text in 'single quotes', is expected, not b",
                "a = null | character 5: nothing is equal to null; say 'is null' or 'is not null'",
                "a == 5 | character 4: a value, which is a number, true, false, or a text in 'single quotes', is expected, not =",
                "a = 5 b = 6 | character 7: 'and', 'or' or the end is expected, not b",
                "(a = 5 | it ends where ')' is expected",
                "a = 'x | character 5: the text that begins here has no closing '",
                "\"a = 5 | character 1: the name that begins here has no closing \"",
                "a in 5 | character 6: '(' is expected, not 5",
                "a in (5 6) | character 9: ',' or ')' is expected, not 6",
                "a not 5 | character 7: 'in', 'like' or 'between' is expected, not 5",
                "a like 5 | character 8: a pattern in 'single quotes' is expected, not 5",
                "a is 5 | character 6: 'null' is expected, not 5",
                "a = 1.2.3 | character 5: '1.2.3' is not a number",
                "a & 5 | character 3: '&' is not part of the grammar; a column's name with such characters goes in \"double quotes\"",
                "5 = 5 | character 5: a column's name, without quotes or in \"double quotes\", is expected, not 5",
            })
    void saysWhereItIsMalformed(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.parse(text))
                .withMessage(message);
    }

    @org.junit.jupiter.api.Test
    void boundsItsDepth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.parse("(".repeat(5000) + "a = 5" + ")".repeat(5000)))
                .withMessageContaining("it is nested deeper than 200");
    }

    /** Sets of possible values hold what each of the values in them gives. */
    @RepeatedTest(20)
    void combinesPossibleValues(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> names = List.of("a", "b", "c", "d");
        Condition condition = Condition.parse(random(random, names, 4));
        int[] possible = new int[condition.tests().size()];
        for (int i = 0; i < possible.length; i++) {
            possible[i] = 1 + random.nextInt(7);
        }
        int result = condition.truth(i -> possible[i]);
        byte[] results = condition.truths(i -> new byte[] {(byte) possible[i]});
        assertThat((int) results[0]).isEqualTo(result);
        for (int round = 0; round < 200; round++) {
            List<Integer> chosen = new ArrayList<>();
            for (int set : possible) {
                List<Integer> members = new ArrayList<>(List.of(1, 2, 4));
                members.removeIf(member -> (member & set) == 0);
                chosen.add(members.get(random.nextInt(members.size())));
            }
            assertThat(condition.truth(chosen::get) & result).isNotZero();
        }
    }

    private static String random(Random random, List<String> names, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 0 -> names.get(random.nextInt(names.size())) + " = " + random.nextInt(3);
            case 1 -> "not (" + random(random, names, depth - 1) + ")";
            case 2 -> "(" + random(random, names, depth - 1) + " and " + random(random, names, depth - 1) + ")";
            default -> "(" + random(random, names, depth - 1) + " or " + random(random, names, depth - 1) + ")";
        };
    }
}
