package io.partd.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How keys are written, and the times and texts that they are made of. */
class KeyExpressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "state | IDENTITY | state | 0 | state",
                "month(pickup) | MONTH | pickup | 0 | pickup_month",
                "Year ( pickup ) | YEAR | pickup | 0 | pickup_year",
                "month(Flight Date) | MONTH | Flight Date | 0 | Flight Date_month",
                "prefix(a, b, 2) | PREFIX | a, b | 2 | a, b_prefix",
                "day(\"pick up\") | DAY | pick up | 0 | pick up_day",
                "hour(trip.pickup) | HOUR | trip.pickup | 0 | trip.pickup_hour",
                "prefix(zip, 3) | PREFIX | zip | 3 | zip_prefix",
                "bucket(fare,2.5) | BUCKET | fare | 2.5 | fare_bucket",
                "user.id | IDENTITY | user.id | 0 | user.id",
                "\"user.id\" | IDENTITY | user.id | 0 | user.id",
                "Wildlife: Size | IDENTITY | Wildlife: Size | 0 | Wildlife: Size",
                "a\"b | IDENTITY | a\"b | 0 | a\"b",
                "12 | IDENTITY | 12 | 0 | 12",
            })
    void isParsed(String text, KeyFunction function, String column, BigDecimal argument, String name) {
        KeyExpression key = KeyExpression.of(text);
        assertThat(key.function()).isEqualTo(function);
        assertThat(key.column()).hasToString(column);
        assertThat(key.argument()).isEqualByComparingTo(argument);
        assertThat(key.name()).isEqualTo(name);
    }

    @Test
    void isTheColumnThatIsCalledSo() {
        KeyExpression key = KeyExpression.of("month(pickup)").among(List.of("a", "month(pickup)"));
        assertThat(key.function()).isEqualTo(KeyFunction.IDENTITY);
        assertThat(key.name()).isEqualTo("month(pickup)");
        assertThat(KeyExpression.of("user.id").column().path()).containsExactly("user", "id");
        assertThat(KeyExpression.of("\"user.id\"").column().path()).containsExactly("user.id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prefix(zip) | key 'prefix(zip)' is malformed; it is prefix(column, characters)",
                "bucket(fare) | key 'bucket(fare)' is malformed; it is bucket(column, width)",
                "bucket(fare, x) | key 'bucket(fare, x)': 'x' is not a number; it is bucket(column, width)",
                "bucket(fare, 0) | key 'bucket(fare, 0)': a bucket is wider than 0, and not 0",
                "prefix(zip, 1.5) | key 'prefix(zip, 1.5)': a prefix has 1 to 1000000 characters, and not 1.5",
                "month() | key 'month()' is malformed; it is month(column)",
            })
    void saysWhatIsMalformed(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyExpression.of(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29, 2024, 2024-02, 2024-02-29, 2024-02-29-00",
        "2024-02-29 23:59:59.999999999, 2024, 2024-02, 2024-02-29, 2024-02-29-23",
        "2024-02-29T23:59, 2024, 2024-02, 2024-02-29, 2024-02-29-23",
        "2024-03-01T01:30:00+02:00, 2024, 2024-02, 2024-02-29, 2024-02-29-23",
        "2023-12-31 22:30:00-0130, 2024, 2024-01, 2024-01-01, 2024-01-01-00",
        "2024-02-29T12:00:00Z, 2024, 2024-02, 2024-02-29, 2024-02-29-12",
        "1969-12-31 23:59:59.5, 1969, 1969-12, 1969-12-31, 1969-12-31-23",
        "0000-01-01, 0000, 0000-01, 0000-01-01, 0000-01-01-00",
    })
    void cutsTimes(String text, String year, String month, String day, String hour) {
        CivilTime time = CivilTime.parse(text);
        assertThat(time).isNotNull();
        List<KeyFunction> units = List.of(KeyFunction.YEAR, KeyFunction.MONTH, KeyFunction.DAY, KeyFunction.HOUR);
        assertThat(units.stream().map(unit -> unit.text(unit.number(time.second()))))
                .containsExactly(year, month, day, hour);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2024",
                "2024-02-30",
                "2024-13-01",
                "24-02-29",
                "2024-02-29 ",
                "2024-02-29 24:00",
                "2024-02-29 12",
                "2024-02-29 12:60",
                "2024-02-29 12:00:00.",
                "2024-02-29 12:00:00.1234567890",
                "2024-02-29 12:00+",
                "2024-02-29 12:00 x",
                "02/29/2024",
                "2024-02-29x12:00",
                "2024-02-29 12:00:00Z1"
            })
    void refusesWhatIsNoTime(String text) {
        assertThat(CivilTime.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"7,10,0", "-1,10,-10", "10,10,10", "9.99,10,0", "1.3,0.5,1.0", "-0.1,0.5,-0.5", "1e3,0.25,1000.00"})
    void putsNumbersIntoBuckets(BigDecimal number, String width, String bucket) {
        assertThat(KeyExpression.of("bucket(c, " + width + ")").bucket(number)).isEqualTo(bucket);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc | abc | true",
                "abc | abcd | false",
                "abc | ab | false",
                "% | abc | true",
                "%% | `` | true",
                "_ | `` | false",
                "_ | é | true",
                "__ | é | false",
                "a%c | abbc | true",
                "a%c | abcb | false",
                "%ab%ab | xabyabab | true",
                "%_é | éé | true",
                "%日_ | x日本 | true",
                "a_c% | abc | true",
                "%a%b%c% | xxaxxbxxcxx | true",
                "%a%b%c% | xxaxxcxxbxx | false",
            })
    void matchesPatterns(String pattern, String text, boolean matches) {
        byte[] bytes = ("«" + text + "»").getBytes(StandardCharsets.UTF_8);
        assertThat(LikePattern.of(pattern).matches(bytes, 2, bytes.length - 2)).isEqualTo(matches);
    }
}
