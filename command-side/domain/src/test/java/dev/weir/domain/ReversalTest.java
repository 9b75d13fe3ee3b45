package dev.weir.domain;

import static dev.weir.domain.Commands.correct;
import static dev.weir.domain.Commands.leg;
import static dev.weir.domain.Commands.reverse;
import static dev.weir.domain.Commands.transfer;
import static dev.weir.domain.Commands.word;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReversalTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void alicePaidBobAHundred() {
        desk.funded("alice", 1_000);
        desk.account("bob");
        desk.account("carol");
        desk.send(transfer("t", "alice", "bob", 100).build());
    }

    @Test
    void aReversalGivesEverythingBackAndPointsToWhatItReverses() {
        assertThat(word(desk.send(reverse("t", "r", 0)))).isEqualTo("OK");

        assertThat(desk.balance("alice")).isEqualTo(1_000);
        assertThat(desk.balance("bob")).isZero();
        TransferPosted event = last();
        assertThat(event.getKind()).isEqualTo(TransferKind.REVERSAL);
        assertThat(event.getTransferId()).isEqualTo("r");
        assertThat(event.getReversesTransferId()).isEqualTo("t");
    }

    @Test
    void partsGoBackUpToWhatIsLeft() {
        assertThat(word(desk.send(reverse("t", "r1", 60)))).isEqualTo("OK");
        Outcome tooMuch = desk.send(reverse("t", "r2", 41));
        assertThat(word(desk.send(reverse("t", "r3", 0)))).isEqualTo("OK");
        assertThat(word(desk.send(reverse("t", "r4", 0)))).isEqualTo("REVERSAL_EXCEEDS_LEFT");

        assertThat(((Outcome.Refused) tooMuch).parameters())
                .containsEntry("left", "40")
                .containsEntry("amount", "41");
        assertThat(desk.balance("alice")).isEqualTo(1_000);
    }

    @Test
    void whatManyLegsMovedGoesBackWholeOnly() {
        desk.send(
                PostTransfer.newBuilder()
                        .setTransferId("three")
                        .addLegs(leg("alice", -30))
                        .addLegs(leg("bob", 20))
                        .addLegs(leg("carol", 10))
                        .build());

        assertThat(word(desk.send(reverse("three", "r", 5)))).isEqualTo("TRANSFER_NOT_REVERSIBLE");
        assertThat(word(desk.send(reverse("three", "r", 0)))).isEqualTo("OK");
        assertThat(word(desk.send(reverse("three", "s", 0)))).isEqualTo("REVERSAL_EXCEEDS_LEFT");
        assertThat(desk.balance("carol")).isZero();
    }

    @Test
    void whoHasSpentTheMoneyCannotGiveItBack() {
        desk.send(transfer("on", "bob", "carol", 1).build());

        assertThat(word(desk.send(reverse("t", "r", 0)))).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(word(desk.send(reverse("t", "r", 99)))).isEqualTo("OK");
    }

    @Test
    void aReversalSentAgainIsARepeatAndItsIdIsTaken() {
        desk.send(reverse("t", "r", 10));

        assertThat(word(desk.send(reverse("t", "r", 10)))).isEqualTo("REPEATED");
        assertThat(word(desk.send(reverse("t", "r", 11)))).isEqualTo("ID_REUSED");
        assertThat(word(desk.send(reverse("t", "t", 10)))).isEqualTo("ID_REUSED");
        assertThat(desk.balance("bob")).isEqualTo(90);
    }

    /** Moves that no state of the ledger allows. */
    enum IllegalMove {
        AN_UNKNOWN_TRANSFER("TRANSFER_UNKNOWN", desk -> {}, reverse("nothing", "r", 0)),
        A_REVERSAL(
                "TRANSFER_NOT_REVERSIBLE",
                desk -> desk.send(reverse("t", "r", 10)),
                reverse("r", "s", 0)),
        A_NEGATIVE_PART("AMOUNT_NOT_POSITIVE", desk -> {}, reverse("t", "r", -1)),
        MORE_THAN_WAS_MOVED("REVERSAL_EXCEEDS_LEFT", desk -> {}, reverse("t", "r", 101)),
        FROM_A_FROZEN_ACCOUNT(
                "ACCOUNT_FROZEN",
                desk -> desk.send(FreezeAccount.newBuilder().setAccountId("bob").build()),
                reverse("t", "r", 0)),
        TO_A_CLOSED_ACCOUNT(
                "ACCOUNT_CLOSED",
                desk -> {
                    desk.send(transfer("away", "alice", "bob", 900).build());
                    desk.send(CloseAccount.newBuilder().setAccountId("alice").build());
                },
                reverse("t", "r", 0)),
        A_CORRECTION_OF_AN_UNKNOWN_TRANSFER(
                "TRANSFER_UNKNOWN", desk -> {}, correct("nothing", "c", "alice", "bob", 5).build()),
        A_CORRECTION_OF_WHAT_IS_REVERSED(
                "REVERSAL_EXCEEDS_LEFT",
                desk -> desk.send(reverse("t", "r", 0)),
                correct("t", "c", "alice", "bob", 5).build()),
        A_CORRECTION_UNDER_THE_REVERSALS_ID(
                "ID_REUSED",
                desk -> {},
                correct("t", "c", "alice", "bob", 5).setReversalId("c").build()),
        A_CORRECTION_THAT_OVERDRAWS(
                "INSUFFICIENT_FUNDS", desk -> {}, correct("t", "c", "alice", "bob", 1_001).build());

        private final String code;
        private final Consumer<Desk> before;
        private final Message move;

        IllegalMove(String code, Consumer<Desk> before, Message move) {
            this.code = code;
            this.before = before;
            this.move = move;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnIllegalMoveAndWritesNothing(IllegalMove illegal) {
        illegal.before.accept(desk);
        int records = desk.log.size();

        assertThat(word(desk.send(illegal.move))).isEqualTo(illegal.code);
        assertThat(desk.log).hasSize(records);
    }

    @Test
    void aCorrectionReversesAndReplacesInOneRun() {
        assertThat(word(desk.send(correct("t", "c", "alice", "carol", 70).build())))
                .isEqualTo("OK");

        assertThat(desk.balance("alice")).isEqualTo(930);
        assertThat(desk.balance("bob")).isZero();
        assertThat(desk.balance("carol")).isEqualTo(70);
        assertThat(desk.lastRun()).containsExactly("TransferPosted", "TransferPosted");
        TransferPosted replacement = last();
        TransferPosted reversal = event(desk.log.get(desk.log.size() - 2));
        assertThat(replacement.getKind()).isEqualTo(TransferKind.CORRECTION);
        assertThat(replacement.getCorrectsTransferId()).isEqualTo("t");
        assertThat(reversal.getReversesTransferId()).isEqualTo("t");
        assertThat(reversal.getCorrectsTransferId()).isEqualTo("t");
        assertThat(word(desk.send(correct("c", "d", "alice", "carol", 71).build())))
                .isEqualTo("OK");
    }

    @Test
    void aCorrectionIsMeasuredByWhatItChangesAndNotByTheReversalAlone() {
        desk.send(transfer("on", "bob", "carol", 85).build());

        assertThat(word(desk.send(correct("t", "c", "alice", "bob", 84).build())))
                .isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(word(desk.send(correct("t", "c", "alice", "bob", 85).build()))).isEqualTo("OK");
        assertThat(desk.balance("bob")).isZero();
    }

    private TransferPosted last() {
        return event(desk.log.getLast());
    }

    private static TransferPosted event(EventRecord record) {
        return (TransferPosted) EventTypes.parse(record.type(), record.value());
    }
}
