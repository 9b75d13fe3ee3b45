package dev.weir.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MicrosTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1, 1970-01-01T00:00:00.000001Z",
        "-1, 1969-12-31T23:59:59.999999Z",
        "1533081600000000, 2018-08-01T00:00:00Z",
        "1795370400123456, 2026-11-22T18:00:00.123456Z"
    })
    void textAndNumberAreTheSameTime(long micros, String text) {
        assertThat(Micros.parse(text)).isEqualTo(micros);
        assertThat(Micros.parse(Micros.format(micros))).isEqualTo(micros);
        assertThat(Micros.of(Micros.toInstant(micros))).isEqualTo(micros);
    }

    @Test
    void everyTimeReadsAndPrintsAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            long unit = i % 3 == 0 ? 1 : i % 3 == 1 ? 1_000 : 1_000_000;
            long micros =
                    random.nextLong(-70_000_000_000_000_000L, 260_000_000_000_000_000L)
                            / unit
                            * unit;
            String text = Micros.toInstant(micros).toString();

            assertThat(Micros.format(micros)).isEqualTo(text);
            assertThat(Micros.parse(text)).isEqualTo(micros);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T18:00:00Z",
                "2026-13-01T18:00:00Z",
                "2026-11-2xT18:00:00Z",
                "2026-11-22T24:00:01Z"
            })
    void aTimeThatDoesNotExistIsRefused(String text) {
        assertThatThrownBy(() -> Micros.parse(text)).isInstanceOf(DateTimeParseException.class);
    }

    @Test
    void whatTheLogCannotHoldIsCutOff() {
        Instant nanos = Instant.parse("2026-11-22T18:00:00.123456789Z");

        assertThat(Micros.truncate(nanos)).isEqualTo(Micros.toInstant(Micros.of(nanos)));
    }

    @Test
    void aTimeBeyondTheRangeIsRefusedAndDoesNotWrap() {
        assertThatThrownBy(() -> Micros.of(Instant.MAX)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-22", "2026-11-22T18:00:00"})
    void whatIsNoTimeInUtcIsRefused(String text) {
        assertThatThrownBy(() -> Micros.parse(text)).isInstanceOf(DateTimeParseException.class);
    }
}
