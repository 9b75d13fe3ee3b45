package dev.weir.domain;

import static dev.weir.domain.Commands.exchange;
import static dev.weir.domain.Commands.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.log.EventTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void accounts() {
        desk.funded("euros", 100_000);
        for (String currency : new String[] {"USD", "JPY", "BHD"}) {
            open(currency.toLowerCase(java.util.Locale.ROOT), currency);
        }
    }

    @Test
    void bothCurrenciesSumToZeroThroughThePositionsOfTheBook() {
        Outcome outcome =
                desk.send(exchange("euros", 10_000, "EUR", "usd", 10_837, "USD", "1.0837").build());

        assertThat(word(outcome)).isEqualTo("OK");
        assertThat(desk.balance("euros")).isEqualTo(90_000);
        assertThat(desk.balance("fx:EUR")).isEqualTo(10_000);
        assertThat(desk.balance("fx:USD")).isEqualTo(-10_837);
        assertThat(desk.balance("usd")).isEqualTo(10_837);
    }

    @ParameterizedTest
    @CsvSource({
        "to a currency without decimals, 10000, jpy, 16250, JPY, 162.5, OK",
        "to a currency with three, 10000, bhd, 40912, BHD, 0.40912, OK",
        "one minor unit above, 10000, usd, 10838, USD, 1.0837, OK",
        "one minor unit below, 10000, usd, 10836, USD, 1.0837, OK",
        "two above, 10000, usd, 10839, USD, 1.0837, RATE_MISMATCH",
        "decimals mistaken, 10000, jpy, 1625000, JPY, 162.5, RATE_MISMATCH",
        "more than there is, 100001, usd, 100001, USD, 1, INSUFFICIENT_FUNDS",
        "no rate, 10000, usd, 10000, USD, '', FIELD_MISSING",
        "a rate that is no number, 10000, usd, 10000, USD, 1e0, FIELD_INVALID",
        "a rate of nothing, 10000, usd, 1, USD, 0.00, FIELD_INVALID",
        "into the wrong account, 10000, jpy, 10000, USD, 1, CURRENCY_MISMATCH",
        "to nobody, 10000, nobody, 10000, USD, 1, ACCOUNT_UNKNOWN",
        "in one currency, 10000, usd, 10000, EUR, 1, FIELD_INVALID",
    })
    void answersAnExchange(
            String what,
            long from,
            String account,
            long to,
            String currency,
            String rate,
            String answer) {
        assertThat(
                        word(
                                desk.send(
                                        exchange("euros", from, "EUR", account, to, currency, rate)
                                                .build())))
                .as(what)
                .isEqualTo(answer);
    }

    @Test
    void anExchangeGoesBackWhole() {
        desk.send(
                exchange("euros", 10_000, "EUR", "usd", 10_837, "USD", "1.0837")
                        .setTransferId("x")
                        .build());

        assertThat(word(desk.send(Commands.reverse("x", "r", 5))))
                .isEqualTo("TRANSFER_NOT_REVERSIBLE");
        assertThat(word(desk.send(Commands.reverse("x", "r", 0)))).isEqualTo("OK");
        assertThat(desk.balance("fx:USD")).isZero();
        assertThat(desk.balance("euros")).isEqualTo(100_000);
    }

    @Test
    void accountsSayHowManyDecimalsTheirCurrencyHas() {
        define("BTC8", 8);
        open("coins", "BTC8");
        open("points", "POINTS");

        assertThat(opened("jpy").getDecimals()).isZero();
        assertThat(opened("jpy").hasDecimals()).isTrue();
        assertThat(opened("bhd").getDecimals()).isEqualTo(3);
        assertThat(opened("coins").getDecimals()).isEqualTo(8);
        assertThat(opened("points").getDecimals()).isEqualTo(2);
        assertThat(
                        word(
                                desk.send(
                                        exchange(
                                                        "euros",
                                                        10_000,
                                                        "EUR",
                                                        "coins",
                                                        125_000,
                                                        "BTC8",
                                                        "0.0000125")
                                                .build())))
                .isEqualTo("OK");
    }

    @Test
    void aCurrencyIsDefinedOnceAndBeforeItsAmountsMeanSomething() {
        open("points", "POINTS");

        assertThat(define("EUR", 3)).isEqualTo("FIELD_INVALID");
        assertThat(define("GEMS", 9)).isEqualTo("FIELD_INVALID");
        assertThat(define("POINTS", 0)).isEqualTo("CURRENCY_IN_USE");
        assertThat(define("POINTS", 2)).isEqualTo("OK");
        assertThat(define("GEMS", 0)).isEqualTo("OK");
        assertThat(define("GEMS", 0)).isEqualTo("CURRENCY_DEFINED");
    }

    private String define(String currency, int decimals) {
        return word(
                desk.send(
                        DefineCurrency.newBuilder()
                                .setCurrency(currency)
                                .setDecimals(decimals)
                                .build()));
    }

    private void open(String account, String currency) {
        desk.send(OpenAccount.newBuilder().setAccountId(account).setCurrency(currency).build());
    }

    private AccountOpened opened(String account) {
        return desk.log.stream()
                .filter(record -> record.subject().equals(account))
                .map(record -> EventTypes.parse(record.type(), record.value()))
                .filter(AccountOpened.class::isInstance)
                .map(AccountOpened.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
