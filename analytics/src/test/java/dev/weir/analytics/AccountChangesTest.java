package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.PaymentCaptured;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class AccountChangesTest extends SparkTest {

    @Test
    void everyEventThatMovesOrHoldsMoneyIsFolded() {
        assertThat(AccountChanges.TYPES)
                .containsExactlyInAnyOrder(
                        "weir.ledger.v1.AccountOpened",
                        "weir.ledger.v1.TransferPosted",
                        "weir.payments.v1.PaymentRequested",
                        "weir.payments.v1.PaymentDeclined",
                        "weir.payments.v1.PaymentCaptured",
                        "weir.payments.v1.PaymentVoided",
                        "weir.payments.v1.PaymentRefunded",
                        "weir.holds.v1.FundsHeld",
                        "weir.holds.v1.HeldFundsCaptured",
                        "weir.holds.v1.HeldFundsReleased",
                        "weir.holds.v1.HeldFundsExpired",
                        "weir.interbook.v1.InterbookTransferStarted",
                        "weir.interbook.v1.InterbookTransferSettled",
                        "weir.interbook.v1.InterbookTransferReleased",
                        "weir.interbook.v1.InterbookCredited",
                        "weir.payments.v1.HoldExpired");
    }

    @Test
    void aCaptureReleasesItsHoldAndMovesMoney() {
        PaymentCaptured captured =
                PaymentCaptured.newBuilder()
                        .setRelease(
                                HoldChange.newBuilder()
                                        .setAccountId("ann")
                                        .setAmountMinor(-40)
                                        .setCurrency("EUR"))
                        .addPostings(Log.posting("ann", -30))
                        .addPostings(Log.posting("clearing:POS", 30))
                        .build();

        assertThat(AccountChanges.of("b", 9, captured))
                .containsExactlyInAnyOrder(
                        RowFactory.create("b", 9L, "ann", "EUR", null, 0L, -40L),
                        RowFactory.create("b", 9L, "ann", "EUR", null, -30L, 0L),
                        RowFactory.create("b", 9L, "clearing:POS", "EUR", null, 30L, 0L));
    }

    @Test
    void takesChangesOutOfBronzeRows() {
        Log log =
                new Log()
                        .opened("b", "ann", "EUR", AccountKind.CUSTOMER)
                        .moved("b", "ann", "bob", 5)
                        .held("b", "bob", 3);

        assertThat(
                        log.kafkaRows(spark)
                                .transform(Bronze::parseRecords)
                                .transform(AccountChanges::extract)
                                .collectAsList())
                .containsExactlyInAnyOrder(
                        RowFactory.create("b", 0L, "ann", "EUR", "CUSTOMER", 0L, 0L),
                        RowFactory.create("b", 1L, "ann", "EUR", null, -5L, 0L),
                        RowFactory.create("b", 1L, "bob", "EUR", null, 5L, 0L),
                        RowFactory.create("b", 2L, "bob", "EUR", null, 0L, 3L));
    }
}
