package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.log.EventTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
    /**
     * Events that say nothing that a feature of this set needs. A new event belongs here or in
     * {@link ReadEvents}.
     */
    private static final Set<String> IGNORED =
            Set.of(
                    "weir.ledger.v1.AccountOpened",
                    "weir.ledger.v1.AccountFrozen",
                    "weir.ledger.v1.AccountUnfrozen",
                    "weir.ledger.v1.AccountClosed",
                    "weir.ledger.v1.TransferPosted",
                    "weir.payments.v1.PaymentApproved",
                    "weir.payments.v1.PaymentReferred",
                    "weir.payments.v1.PaymentChallenged",
                    "weir.payments.v1.LateDecisionRecorded",
                    "weir.ledger.v1.OverdraftChanged",
                    "weir.ledger.v1.AccountMetadataSet",
                    "weir.ledger.v1.CurrencyDefined",
                    "weir.limits.v1.SpendingLimitSet",
                    "weir.limits.v1.SpendingLimitRemoved",
                    "weir.payments.v1.PaymentCaptured",
                    "weir.payments.v1.PaymentVoided",
                    "weir.payments.v1.PaymentRefunded",
                    "weir.payments.v1.HoldExpired",
                    "weir.holds.v1.FundsHeld",
                    "weir.holds.v1.HeldFundsCaptured",
                    "weir.holds.v1.HeldFundsReleased",
                    "weir.holds.v1.HeldFundsExpired",
                    "weir.interbook.v1.InterbookTransferStarted",
                    "weir.interbook.v1.InterbookTransferSettled",
                    "weir.interbook.v1.InterbookTransferReleased",
                    "weir.interbook.v1.InterbookTransferClosed",
                    "weir.interbook.v1.InterbookCredited",
                    "weir.interbook.v1.InterbookRefused",
                    "weir.interbook.v1.InterbookAcknowledged",
                    "weir.cases.v1.AlertRaised",
                    "weir.cases.v1.CaseOpened",
                    "weir.cases.v1.CaseAlertAdded",
                    "weir.cases.v1.CaseAssigned",
                    "weir.cases.v1.CaseCommented",
                    "weir.cases.v1.CaseLinked",
                    "weir.cases.v1.CaseResolved",
                    "weir.cases.v1.CaseReopened",
                    "weir.lists.v1.BookListEntriesAdded",
                    "weir.lists.v1.BookListEntriesRemoved",
                    "weir.book.v1.TimeAdvanced",
                    "weir.book.v1.TestClockMoved",
                    "weir.book.v1.CommandRefused",
                    "weir.book.v1.IdempotencyKeysExpired",
                    "weir.book.v1.BatchCompleted");

    @Test
    void everyEventIsEitherReadOrIgnoredOnPurpose() {
        for (String name : EventTypes.names()) {
            boolean ignored = IGNORED.contains(name) || name.startsWith("weir.control.v1.");
            assertThat(BookFeatures.reads(name)).as(name).isNotEqualTo(ignored);
        }
    }

    @Test
    void everyEventThatIsReadIsHandled() {
        BookFeatures features = new BookFeatures(FeatureSet.payments2());
        for (String name : EventTypes.names()) {
            HeapState state = new HeapState();
            boolean vector = features.onEvent(EventTypes.prototype(name), 1_000, state).isPresent();
            assertThat(vector).as(name).isEqualTo(name.endsWith(".PaymentRequested"));
            assertThat(state.size() > 0).as(name).isEqualTo(BookFeatures.reads(name));
        }
    }

    @Test
    void isWrittenDownInTheDocumentation() throws IOException {
        Path page = Path.of("..", "..", "docs", "features.md");
        String made = FeatureSet.payments2().toMarkdown();
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(page, made);
        }
        assertThat(Files.readString(page))
                .as("write it anew with -Dtest.jvm.arguments=-Dweir.docs.write=true")
                .isEqualTo(made);
    }

    @Test
    void theSecondSetKeepsThePlacesOfTheFirst() {
        List<String> first = FeatureSet.payments1().names();
        assertThat(first).hasSize(134);
        assertThat(FeatureSet.payments2().names().subList(0, first.size())).isEqualTo(first);
        assertThat(FeatureSet.of("payments@1")).isSameAs(FeatureSet.payments1());
        assertThat(FeatureSet.of("payments@2")).isSameAs(FeatureSet.payments2());
        assertThatThrownBy(() -> FeatureSet.of("payments@9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("payments@9");
    }

    @Test
    void refusesAVectorOfAnotherSet() {
        FeatureVector other = FeatureVector.newBuilder().setFeatureSet("payments@0").build();
        assertThatThrownBy(() -> FeatureSet.payments1().read(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("payments@0");
    }

    @Test
    void sumsSaturateInsteadOfOverflowing() {
        Wide sum = new Wide();
        for (int i = 0; i < 5; i++) {
            sum.add(Long.MAX_VALUE);
        }
        assertThat(sum.saturated()).isEqualTo(Long.MAX_VALUE);
        for (int i = 0; i < 4; i++) {
            sum.subtract(Long.MAX_VALUE);
        }
        assertThat(sum.saturated()).isEqualTo(Long.MAX_VALUE);
        sum.subtract(Long.MAX_VALUE);
        assertThat(sum.saturated()).isZero();
    }

    @Test
    void aDegreeOfTheEquatorIs111Kilometres() {
        assertThat(Earth.kilometres(0, 0, 0, 1_000_000)).isBetween(111.19, 111.20);
    }
}
