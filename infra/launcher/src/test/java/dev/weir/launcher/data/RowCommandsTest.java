package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowCommandsTest {
    private static final RowTimes TIMES = new RowTimes(Optional.empty(), Instant.EPOCH);

    @Test
    void aTransferWithoutIdIsNamedByTheContentAndTheRow() {
        PostTransfer transfer =
                new TransferRows("f00d", "USD", TIMES)
                        .commands(
                                row(
                                        7,
                                        Map.of(
                                                "from", "a", "to", "b", "amount", "1.25", "time",
                                                "60")))
                        .get(0)
                        .getTransfer();

        assertThat(transfer.getTransferId()).isEqualTo("f00d:7");
        assertThat(transfer.getOccurredAt().getSeconds()).isEqualTo(60);
        assertThat(transfer.getLegsList())
                .extracting("accountId", "amountMinor")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", -125L),
                        org.assertj.core.groups.Tuple.tuple("b", 125L));
    }

    @Test
    void aNegativeAmountIsSetAside() {
        TransferRows rows = new TransferRows("f00d", "USD", TIMES);

        assertThatThrownBy(
                        () -> rows.commands(row(1, Map.of("from", "a", "to", "b", "amount", "-1"))))
                .isInstanceOfSatisfying(
                        RowProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo("AMOUNT_NOT_POSITIVE"));
    }

    @Test
    void anOpeningBalanceOfZeroBooksNothing() {
        AccountRows rows = new AccountRows("EUR", true, TIMES);

        assertThat(rows.commands(row(1, Map.of("id", "a", "balance", "0")))).hasSize(1);
        List<BatchItem> both = rows.commands(row(2, Map.of("id", "b", "balance", "2.50")));
        assertThat(both.get(0).getOpenAccount().getOverdraftUnlimited()).isTrue();
        assertThat(both.get(1).getDeposit().getAmountMinor()).isEqualTo(250);
        assertThat(both.get(1).getDeposit().getOpeningBalance()).isTrue();
    }

    @Test
    void anOpeningBalanceBelowTheOverdraftIsSetAsideBeforeTheAccountIsOpened() {
        AccountRows rows = new AccountRows("EUR", false, TIMES);

        assertThatThrownBy(() -> rows.commands(row(1, Map.of("id", "a", "balance", "-0.01"))))
                .isInstanceOfSatisfying(
                        RowProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo("INSUFFICIENT_FUNDS"));
        assertThat(rows.commands(row(2, Map.of("id", "b", "balance", "-5", "overdraft", "5"))))
                .hasSize(2);
    }

    @Test
    void anOpeningBalanceBelowZeroIsBookedAgainstTheOpeningAccountToo() {
        List<BatchItem> both =
                new AccountRows("EUR", true, TIMES)
                        .commands(row(1, Map.of("id", "a", "balance", "-2.50")));

        assertThat(both.get(1).getWithdraw().getAmountMinor()).isEqualTo(250);
        assertThat(both.get(1).getWithdraw().getOpeningBalance()).isTrue();
    }

    @Test
    void anOpeningBalanceHasTheTimeOfItsRow() {
        AccountRows rows = new AccountRows("EUR", true, TIMES);

        List<BatchItem> dated =
                rows.commands(row(1, Map.of("id", "a", "balance", "1", "time", "2026-01-31")));
        List<BatchItem> below =
                rows.commands(row(2, Map.of("id", "b", "balance", "-1", "time", "60")));
        List<BatchItem> undated = rows.commands(row(3, Map.of("id", "c", "balance", "1")));

        assertThat(dated.get(1).getDeposit().getOccurredAt().getSeconds())
                .isEqualTo(Instant.parse("2026-01-31T00:00:00Z").getEpochSecond());
        assertThat(below.get(1).getWithdraw().getOccurredAt().getSeconds()).isEqualTo(60);
        assertThat(undated.get(1).getDeposit().hasOccurredAt()).isFalse();
    }

    @Test
    void aFraudBecomesAChargebackBeforeThePaymentOfTheSameSecondOnceTheDelayIsOver() {
        PaymentRows rows = new PaymentRows("s", "EUR", TIMES, Duration.ofSeconds(100), false);
        Row fraud = payment(1, "10.9", "1");
        Row before = payment(2, "109.5", "0");
        Row sameSecond = payment(3, "110.1", "0");

        assertThat(rows.dueBefore(fraud)).isEmpty();
        rows.commands(fraud);
        assertThat(rows.dueBefore(before)).isEmpty();
        rows.commands(before);
        List<BatchItem> due = rows.dueBefore(sameSecond);

        assertThat(due).hasSize(1);
        assertThat(due.get(0).getChargeback().getPaymentId()).isEqualTo("s:1");
        assertThat(due.get(0).getChargeback().getKnownAt().getSeconds()).isEqualTo(110);
        assertThat(rows.dueAtEnd()).isEmpty();
    }

    @Test
    void labelsThatAreNotDueYetFollowTheLastRowInTheirOrder() {
        PaymentRows rows = new PaymentRows("s", "EUR", TIMES, Duration.ofDays(7), false);
        rows.commands(payment(1, "20", "1"));
        rows.commands(payment(2, "10", "true"));

        assertThat(rows.dueAtEnd())
                .extracting(item -> item.getChargeback().getPaymentId())
                .containsExactly("s:2", "s:1");
    }

    @Test
    void aPaymentIsHistoryUnlessItIsToBeDecided() {
        BatchItem history =
                new PaymentRows("s", "EUR", TIMES, Duration.ZERO, false)
                        .commands(payment(1, "1", "0"))
                        .get(0);
        BatchItem decided =
                new PaymentRows("s", "EUR", TIMES, Duration.ZERO, true)
                        .commands(payment(1, "1", "0"))
                        .get(0);

        assertThat(history.getPayment().getMode()).isEqualTo(DecisionMode.HISTORY);
        assertThat(decided.getPayment().getMode()).isEqualTo(DecisionMode.REPLAYED);
        assertThat(history.getPayment().getPayment().getChannel()).isEqualTo(Channel.POS);
        assertThat(history.getPayment().getOpenAccount()).isTrue();
    }

    private static Row payment(long number, String time, String fraud) {
        return row(
                number,
                Map.of(
                        "time",
                        time,
                        "account",
                        "a",
                        "amount",
                        "1",
                        "terminal",
                        "t",
                        "fraud",
                        fraud));
    }

    private static Row row(long number, Map<String, String> fields) {
        return new Row(number, new HashMap<>(fields), "");
    }
}
