package dev.weir.domain;

import static dev.weir.contract.decisions.v1.Outcome.APPROVED;
import static dev.weir.contract.decisions.v1.Outcome.DECLINED;
import static dev.weir.contract.decisions.v1.Outcome.REFERRED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RollBackModel;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.RecordHash;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlBookTest {
    private final ControlBook control = new ControlBook(4);

    @Test
    void spreadsBooksOverAllPartitionsButItsOwn() {
        for (String book : List.of("a", "b", "c", "d")) {
            open(book, false);
        }

        assertThat(control.books())
                .extracting(book -> book.getPartition())
                .containsExactly(1, 2, 3, 1);
    }

    @Test
    void onePartitionHoldsAll() {
        ControlBook small = new ControlBook(1);
        Outcome.Accepted outcome = (Outcome.Accepted) small.decide(command("a", false), context());

        assertThat(outcome.events().getFirst().payload())
                .isEqualTo(
                        dev.weir.contract.control.v1.BookOpened.newBuilder()
                                .setBookId("a")
                                .build());
    }

    @Test
    void openingTheSameBookAgainIsARepeatAndAnotherOneOfItsNameIsRefused() {
        open("a", false);

        assertThat(control.decide(command("a", false), context(command("a", false))))
                .isInstanceOf(Outcome.Repeated.class);
        assertThat(refusal("a", true)).isEqualTo(RefusalCode.BOOK_EXISTS);
        assertThat(refusal(ControlBook.ID, false)).isEqualTo(RefusalCode.BOOK_EXISTS);
        assertThat(refusal("a:b", false)).isEqualTo(RefusalCode.FIELD_INVALID);
    }

    @Test
    void genesisPutsRulesAndPoliciesInForceOnce() {
        Rule everywhere = Rule.newBuilder().setRuleId("r1").setVersion(1).build();
        Rule elsewhere = Rule.newBuilder().setRuleId("r2").setVersion(1).addBooks("x").build();
        FallbackPolicySet all = FallbackPolicySet.newBuilder().setOtherwise(DECLINED).build();
        FallbackPolicySet pos =
                FallbackPolicySet.newBuilder()
                        .setBookId("a")
                        .setChannel(Channel.POS)
                        .setApproveBelowMinor(100)
                        .setOtherwise(REFERRED)
                        .build();
        append(
                control.genesis(
                        List.of(everywhere, elsewhere), List.of(all, pos), Optional.empty(), 1));

        assertThat(control.activeRules("a")).containsExactly(everywhere);
        assertThat(control.activeRules("x")).containsExactly(everywhere, elsewhere);
        assertThat(control.fallback("a", payment(Channel.POS, 99))).isEqualTo(APPROVED);
        assertThat(control.fallback("a", payment(Channel.POS, 100))).isEqualTo(REFERRED);
        assertThat(control.fallback("b", payment(Channel.POS, 1))).isEqualTo(DECLINED);
        assertThat(control.genesis(List.of(everywhere), List.of(), Optional.empty(), 2)).isEmpty();
    }

    @Test
    void genesisPromotesAModelThatCanBeRolledBackToNone() {
        ModelRegistered first =
                ModelRegistered.newBuilder()
                        .setModelHash("ab".repeat(32))
                        .setPath("a.trees")
                        .setFeatureSet("payments@2")
                        .build();

        List<NewEvent> events = control.genesis(List.of(), List.of(), Optional.of(first), 1);
        append(events);

        assertThat(events)
                .extracting(event -> EventTypes.nameOf(event.payload()))
                .containsExactly(
                        "weir.control.v1.ModelRegistered",
                        "weir.control.v1.ModelApproved",
                        "weir.control.v1.ModelPromoted");
        RollBackModel back = RollBackModel.getDefaultInstance();
        assertThat(control.decide(back, context(back)))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted ->
                                assertThat(accepted.events().getFirst().payload())
                                        .isEqualTo(
                                                ModelRolledBack.newBuilder()
                                                        .setRolledBackBy("root")
                                                        .build()));
    }

    private RefusalCode refusal(String book, boolean testClock) {
        OpenBook command = command(book, testClock);
        return ((Outcome.Refused) control.decide(command, context(command))).code();
    }

    private void open(String book, boolean testClock) {
        OpenBook command = command(book, testClock);
        append(((Outcome.Accepted) control.decide(command, context(command))).events());
    }

    private void append(List<NewEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            NewEvent event = events.get(i);
            String hash =
                    event.subject().isEmpty()
                            ? ""
                            : CommandHash.of(command(event.subject(), false));
            control.apply(
                    new EventRecord(
                            ControlBook.ID,
                            control.sequence() + 1,
                            "e",
                            EventTypes.nameOf(event.payload()),
                            1,
                            1,
                            event.subject(),
                            RecordHash.NONE,
                            i + 1,
                            events.size(),
                            "",
                            hash,
                            List.of(),
                            Map.of(),
                            event.payload().toByteArray()),
                    event.payload());
        }
    }

    private static OpenBook command(String book, boolean testClock) {
        return OpenBook.newBuilder().setBookId(book).setTestClock(testClock).build();
    }

    private static CommandContext context() {
        return CommandContext.internal(1);
    }

    private static CommandContext context(Message command) {
        return new CommandContext(1, 1, 0, "root", "", CommandHash.of(command), "");
    }

    private static PaymentDetails payment(Channel channel, long amountMinor) {
        return PaymentDetails.newBuilder().setChannel(channel).setAmountMinor(amountMinor).build();
    }
}
