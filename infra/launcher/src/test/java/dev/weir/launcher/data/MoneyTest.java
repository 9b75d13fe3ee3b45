package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    @ParameterizedTest(name = "{0} {1} is {2} minor units")
    @CsvSource({
        "184.44, USD, 18444",
        "0.1, EUR, 10",
        "-3, EUR, -300",
        "7, JPY, 7",
        "1.234, KWD, 1234",
        "1e2, EUR, 10000",
        "5.00, XYZ9, 500"
    })
    void readsDecimalTextExactly(String text, String currency, long minor) {
        assertThat(Money.parseMinor(text, currency)).isEqualTo(minor);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"1.005, EUR", "0.5, JPY", "ten, EUR", "92233720368547758.08, EUR", "NaN, EUR"})
    void setsAsideWhatWouldHaveToBeRounded(String text, String currency) {
        assertThatThrownBy(() -> Money.parseMinor(text, currency))
                .isInstanceOfSatisfying(
                        RowProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo("AMOUNT_INVALID"));
    }

    @ParameterizedTest(name = "{0} minor units of {1} print as {2}")
    @CsvSource({"560095352, USD, 5600953.52 USD", "-5, EUR, -0.05 EUR", "7, JPY, 7 JPY"})
    void printsDecimalText(long minor, String currency, String text) {
        assertThat(Money.format(minor, currency)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0} minor units with {1} decimals print as {2}")
    @CsvSource({"7, 0, 7 COIN", "-1234, 3, -1.234 COIN", "125000, 8, 0.00125000 COIN"})
    void printsTheDecimalsThatTheBookGives(long minor, int decimals, String text) {
        assertThat(Money.format(minor, "COIN", decimals)).isEqualTo(text);
    }
}
