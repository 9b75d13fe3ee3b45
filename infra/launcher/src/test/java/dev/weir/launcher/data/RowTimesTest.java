package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowTimesTest {
    private static final RowTimes TIMES = new RowTimes(Optional.empty(), Instant.EPOCH);

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "2018-04-01T00:00:31Z, 2018-04-01T00:00:31Z",
        "2018-04-01T02:00:31+02:00, 2018-04-01T00:00:31Z",
        "2018-04-01T02:00:31+0200, 2018-04-01T00:00:31Z",
        "2018-04-01 00:00:31, 2018-04-01T00:00:31Z",
        "2018-04-01 00:00:31.25, 2018-04-01T00:00:31.250Z",
        "2018-04-01, 2018-04-01T00:00:00Z",
        "1522540831, 2018-04-01T00:00:31Z",
        "1522540831.5, 2018-04-01T00:00:31.500Z",
        "1522540831250, 2018-04-01T00:00:31.250Z",
        "1522540831250125, 2018-04-01T00:00:31.250125Z",
        "-1, 1969-12-31T23:59:59Z"
    })
    void readsEveryFormOfATime(String text, Instant expected) {
        assertThat(TIMES.parse(text)).isEqualTo(expected);
    }

    @Test
    void countsStepsFromTheStart() {
        RowTimes steps =
                new RowTimes(
                        Optional.of(Duration.ofDays(1)), Instant.parse("2020-01-01T00:00:00Z"));

        assertThat(steps.parse("149")).isEqualTo(Instant.parse("2020-05-29T00:00:00Z"));
        assertThat(steps.parse("0.5")).isEqualTo(Instant.parse("2020-01-01T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "2018-13-01", "99999999999999999999"})
    void setsAsideWhatIsNoTime(String text) {
        assertThatThrownBy(() -> TIMES.parse(text))
                .isInstanceOfSatisfying(
                        RowProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo("TIME_INVALID"));
    }

    @Test
    void refusesALengthWithoutUnit() {
        assertThat(RowTimes.length("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThatThrownBy(() -> RowTimes.length("7")).isInstanceOf(IllegalArgumentException.class);
    }
}
