package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What should never have come into the log comes, past every check of the command side, through the
 * real job: every payment is decided by what can be used, and the job is not restarted.
 */
class BadInputTest {
    private static final String SET = "payments@2";

    @TempDir private Path models;

    private final BookLog control = new BookLog(Topics.CONTROL_BOOK, Topics.CONTROL_PARTITION);
    private final BookLog book = new BookLog("book-1", 1);
    private final Ledger ledger = new Ledger();

    /** Model that has to score the payments of a position; empty: none. */
    private final List<String> modelAt = new ArrayList<>();

    private String inForce = "";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyPaymentIsDecidedByWhatCanBeUsed(boolean fanOut) throws Exception {
        writeControl();
        ledger.open("a");
        for (int position = 0; position < control.events().size(); position++) {
            book.command(payment("p" + position, position));
        }
        writeBadEvents();
        int last = control.events().size() - 1;
        book.command(payment("last", last));
        modelAt.add(inForce);
        List<EventIn> log = new ArrayList<>(control.events());
        log.addAll(book.events());

        List<OutRecord> written =
                JobRun.until(
                        records -> records.stream().anyMatch(record -> record.key.equals("last")),
                        DecideJob::build,
                        JobRun.decide(1, fanOut, models),
                        log);

        Map<String, Decision> decisions = new TreeMap<>();
        for (OutRecord record : written) {
            Decision before = decisions.put(record.key, Decision.parseFrom(record.value));
            assertThat(before).as("decided once: the job never stopped").isNull();
        }
        for (int position = 0; position <= last; position++) {
            Decision decision = decisions.remove("p" + position);
            assertThat(decision).as("position %d", position).isNotNull();
            assertThat(decision.getControlSeq()).isEqualTo(position);
            assertThat(decision.getModelHash())
                    .as("position %d", position)
                    .isEqualTo(modelAt.get(position));
            assertThat(decision.getReasonsList())
                    .filteredOn(reason -> reason.getSource() != ReasonSource.MODEL)
                    .as("position %d", position)
                    .extracting(Reason::getSourceId)
                    .containsExactlyElementsOf(position == 0 ? List.of() : List.of("dear"));
        }
        assertThat(decisions.remove("last").getOutcome()).isEqualTo(Outcome.DECLINED);
        assertThat(decisions.keySet()).as("enums that are not known").containsExactly("odd");
        assertThat(decisions.get("odd").getOutcome()).isEqualTo(Outcome.DECLINED);
    }

    private void writeControl() throws Exception {
        byte[] good = TinyModel.file(SET, "account_count_1d", 2, -0.2f, 0.9f);
        byte[] other = TinyModel.file(SET, "account_count_1d", 3, -0.1f, 0.8f);
        byte[] oldSet = TinyModel.file("payments@1", "account_count_1d", 4, -0.1f, 0.8f);
        byte[] noFeature = TinyModel.file(SET, "no_such_feature", 2, -0.1f, 0.8f);
        String goodHash = TinyModel.store(models, good);
        step(BookOpened.newBuilder().setBookId("book-1").build());
        step(rule("dear", "payment.amount_minor >= 40000", Outcome.DECLINED));
        step(rule("type error", "payment.amount_minor + 'x' == ''", Outcome.DECLINED));
        step(rule("no such feature", "features.no_such > 1", Outcome.DECLINED));
        step(rule("no syntax", "payment.amount_minor >", Outcome.DECLINED));
        step(rule("no bool", "payment.amount_minor", Outcome.DECLINED));
        step(rule("by nothing", "payment.amount_minor / 0 >= 0", Outcome.DECLINED));
        step(rule("too large", "payment.amount_minor * 9223372036854775807 > 0", Outcome.DECLINED));
        step(rule("endless", endless(), Outcome.DECLINED));
        step(rule("no such key", "payment.metadata['none'] == 'x'", Outcome.DECLINED));
        step(unknownOutcome());
        step(pattern(PatternKind.SEQUENCE, "features.no_such > 1"));
        step(pattern(PatternKind.SEQUENCE, "payment.amount_minor / 0 >= 0"));
        step(PatternActivated.newBuilder().setDefinition(ByteString.copyFromUtf8("x")).build());
        step(unknownPatternKind());
        step(ListDefined.newBuilder().setListId("odd").setEntityValue(99).setKindValue(99).build());
        step(
                ListDefined.newBuilder()
                        .setListId("odd kind")
                        .setEntity(EntityKind.ACCOUNT)
                        .setKindValue(99)
                        .build());
        step(ListEntryAdded.newBuilder().setListId("nowhere").setValue("a").build());
        champion(goodHash, true);
        byte[] promised = TinyModel.file(SET, "account_count_1d", 9, -0.1f, 0.8f);
        champion(TinyModel.store(models, other, promised), false);
        champion(TinyModel.store(models, Arrays.copyOf(other, 40)), false);
        champion(TinyModel.store(models, oldSet), false);
        champion(TinyModel.store(models, noFeature), false);
        champion("0".repeat(64), false);
        champion("no hash", false);
        step(
                ModelRolledBack.newBuilder().setModelHash(goodHash).setFeatureSet(SET).build(),
                goodHash);
        unreadable();
        control.command(BookOpened.getDefaultInstance());
        control.last().type = "weir.control.v1.NotYetInvented";
        modelAt.add(inForce);
    }

    private void step(Message event) {
        step(event, inForce);
    }

    private void step(Message event, String model) {
        control.command(event);
        inForce = model;
        modelAt.add(inForce);
    }

    private void champion(String hash, boolean usable) {
        step(
                ModelPromoted.newBuilder().setModelHash(hash).setFeatureSet(SET).build(),
                usable ? hash : "");
    }

    private void unreadable() {
        control.command(RuleActivated.getDefaultInstance());
        control.last().value = new byte[] {-1, -1, -1};
        modelAt.add(inForce);
    }

    private static Message rule(String id, String expression, Outcome outcome) {
        return RuleActivated.newBuilder()
                .setRule(
                        Rule.newBuilder()
                                .setRuleId(id)
                                .setVersion(1)
                                .setExpression(expression)
                                .setOutcome(outcome)
                                .setReasonCode("CODE"))
                .build();
    }

    private static Message unknownOutcome() {
        return RuleActivated.newBuilder()
                .setRule(
                        Rule.newBuilder()
                                .setRuleId("unknown outcome")
                                .setVersion(1)
                                .setExpression("true")
                                .setOutcomeValue(99))
                .build();
    }

    /** Each entry of the metadata with each other, and once more. */
    private static String endless() {
        String loop = "payment.metadata.all(%s, %s)";
        return loop.formatted("a", loop.formatted("b", loop.formatted("c", "a + b + c != ''")));
    }

    private static Message pattern(PatternKind kind, String predicate) {
        Pattern pattern =
                Pattern.newBuilder()
                        .setPatternId("pattern " + predicate)
                        .setVersion(1)
                        .setKind(kind)
                        .setEntity(EntityKind.ACCOUNT)
                        .setWithinMillis(60_000)
                        .addSteps(PatternStep.newBuilder().setName("s").setPredicate(predicate))
                        .setOutcome(Outcome.DECLINED)
                        .build();
        return activated(pattern);
    }

    private static Message unknownPatternKind() {
        return activated(
                Pattern.newBuilder().setPatternId("odd").setVersion(1).setKindValue(99).build());
    }

    private static Message activated(Pattern pattern) {
        return PatternActivated.newBuilder()
                .setPatternId(pattern.getPatternId())
                .setVersion(pattern.getVersion())
                .setDefinition(pattern.toByteString())
                .build();
    }

    private PaymentRequested payment(String id, long position) {
        PaymentRequested.Builder payment =
                ledger.request(id, "a", 50_000, position, DecisionMode.REPLAYED).toBuilder();
        for (int i = 0; i < 16; i++) {
            payment.getPaymentBuilder().putMetadata("key " + i, "value");
        }
        return payment.build();
    }

    private void writeBadEvents() {
        long position = control.events().size() - 1;
        PaymentRequested.Builder odd = payment("odd", position).toBuilder();
        odd.setModeValue(99).getPaymentBuilder().setChannelValue(99).setCaptureValue(99);
        book.command(odd.build())
                .command(
                        TerminalHealthChanged.newBuilder()
                                .setTerminalId("till")
                                .setHealthValue(99)
                                .build())
                .command(AlertResolved.newBuilder().setPaymentId("p1").setVerdictValue(99).build())
                .command(payment("garbage", position));
        book.last().value = new byte[] {-1, -1, -1};
        book.command(payment("future", position));
        book.last().type = "weir.payments.v1.NotYetInvented";
        book.command(payment("headless", position));
        book.last().fault = "malformed headers: none";
        book.last().sequence = -1;
    }
}
