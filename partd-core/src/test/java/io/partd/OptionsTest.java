package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.RoundingMode;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private static Options options(String query) {
        return Options.parse(query, "codec?" + query);
    }

    @Test
    void readsValuesOfEachKind() {
        Options options = options("level=19&max=64m&wait=90s&mode=half-up&column=a%26b&column=a%2Cb+c&text=");
        assertThat(options.number("level")).hasValue(19);
        assertThat(options.size("max")).contains(ByteSize.of("64m"));
        assertThat(options.time("wait")).contains(Duration.ofSeconds(90));
        assertThat(options.choice("mode", RoundingMode.class)).contains(RoundingMode.HALF_UP);
        assertThat(options.all("column")).containsExactly("a&b", "a,b+c");
        assertThat(options.text("text")).contains("");
        assertThat(options.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "5m,300000", "2h,7200000"})
    void readsTimes(String text, long millis) {
        assertThat(options("wait=" + text).time("wait")).contains(Duration.ofMillis(millis));
    }

    @Test
    void whatIsAbsentIsEmpty() {
        Options options = options("");
        assertThat(options.isEmpty()).isTrue();
        assertThat(options.number("level")).isEmpty();
        assertThat(options.size("max")).isEmpty();
        assertThat(options.time("wait")).isEmpty();
        assertThat(options.choice("mode", RoundingMode.class)).isEmpty();
        assertThat(options.all("column")).isEmpty();
        assertThat(options.text("text")).isEmpty();
    }

    @Test
    void refusesValuesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("wait=5").time("wait"))
                .withMessage(
                        "option wait=5 in 'codec?wait=5' is not a duration; write a number and ms, s, m or h, as in"
                                + " 500ms or 30s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("level=high").number("level"))
                .withMessage("option level=high in 'codec?level=high' must be a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("max=big").size("max"))
                .withMessage(
                        "option max=big in 'codec?max=big': 'big' is not a size; write a number and k, m, g or t, as in"
                                + " 64k or 1g");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("mode=HALF_UP").choice("mode", RoundingMode.class))
                .withMessage("option mode=HALF_UP in 'codec?mode=HALF_UP' must be one of [up, down, ceiling, floor,"
                        + " half-up, half-down, half-even, unnecessary]");
    }

    @Test
    void refusesAnOptionThatIsGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("level=1&level=2").number("level"))
                .withMessage("option 'level' is given twice in 'codec?level=1&level=2'");
    }

    @Test
    void refusesUnknownOptions() {
        options("level=1").requireOnly(Set.of("max", "level"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("levle=1").requireOnly(Set.of("max", "level")))
                .withMessage("unknown option 'levle' in 'codec?levle=1'; there are [level, max]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("level=1").requireOnly(Set.of()))
                .withMessage("unknown option 'level' in 'codec?level=1'; there are none here");
    }

    @Test
    void refusesWhatIsNoOption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("level=1&"))
                .withMessage("option '' in 'codec?level=1&' is not name=value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("=1"))
                .withMessage("option '=1' in 'codec?=1' is not name=value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("column=100%"))
                .withMessageStartingWith("'100%' has a % that two hexadecimal digits do not follow");
    }
}
