package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.lists.v1.BookListEntriesAdded;
import dev.weir.contract.lists.v1.BookListEntriesRemoved;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.features.decide.Scorers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A control book and books of payments, and the decisions that must come of them, made without
 * Flink.
 */
final class DecideStory {
    private static final DecisionMode[] MODES = {
        DecisionMode.LIVE, DecisionMode.REPLAYED, DecisionMode.HISTORY
    };

    final BookLog control = new BookLog(Topics.CONTROL_BOOK, Topics.CONTROL_PARTITION);
    final List<EventIn> payments = new ArrayList<>();
    private static final Rule SHADOW =
            rule("quiet", "features.account_count_1h % 2 == 0", Outcome.DECLINED);
    private static final Pattern PATTERN =
            Pattern.newBuilder()
                    .setPatternId("guess-then-pay")
                    .setVersion(1)
                    .setKind(PatternKind.SEQUENCE)
                    .setEntity(EntityKind.ACCOUNT)
                    .setWithinMillis(20_000)
                    .addSteps(PatternStep.newBuilder().setName("guess").addEvents("LoginFailed"))
                    .addSteps(PatternStep.newBuilder().setName("pay"))
                    .setOutcome(Outcome.REFERRED)
                    .setReasonCode("GUESS_THEN_PAY")
                    .build();

    private final List<Rule> rules =
            List.of(
                    rule("dear", "payment.amount_minor >= 40000", Outcome.DECLINED),
                    rule("often", "features.card_count_10m >= 10", Outcome.REFERRED),
                    rule("guessed", "features.account_failed_logins_1h >= 1", Outcome.APPROVED));

    private static Rule rule(String id, String expression, Outcome outcome) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(1)
                .setExpression(expression)
                .setOutcome(outcome)
                .setWeightMilli(100_000)
                .setReasonCode(id.toUpperCase(Locale.ROOT))
                .build();
    }

    /** Position of the control book at which all rules are in force. */
    long allRules() {
        return rules.size();
    }

    /**
     * A record that is no rule's, one rule after the other, then everything else that the control
     * book can put in force.
     */
    DecideStory() {
        control.command(BookOpened.newBuilder().setBookId("book-0").build());
        rules.forEach(rule -> control.command(RuleActivated.newBuilder().setRule(rule).build()));
        control.command(RuleDrafted.newBuilder().setRule(SHADOW).build())
                .command(
                        RuleShadowed.newBuilder()
                                .setRuleId(SHADOW.getRuleId())
                                .setVersion(SHADOW.getVersion())
                                .build())
                .command(
                        PatternActivated.newBuilder()
                                .setPatternId(PATTERN.getPatternId())
                                .setVersion(PATTERN.getVersion())
                                .setDefinition(PATTERN.toByteString())
                                .build())
                .command(list("watched", ListKind.WATCH))
                .command(
                        ListEntryAdded.newBuilder()
                                .setListId("watched")
                                .setValue("account-1")
                                .build())
                .command(list("stolen", ListKind.BLOCK))
                .command(
                        ScoreThresholdsSet.newBuilder()
                                .setReferFromMilli(150_000)
                                .setDeclineFromMilli(300_000)
                                .build())
                .command(
                        EntitySnoozed.newBuilder()
                                .setBookId("book-1")
                                .setEntity(EntityKind.ACCOUNT)
                                .setEntityId("account-0")
                                .setSourceId("dear")
                                .setUntilMicros(BookLog.START_MICROS + 30 * BookLog.SECOND_MICROS)
                                .build())
                .command(RuleStopped.newBuilder().setRuleId("often").setVersion(1).build());
    }

    private static Message list(String id, ListKind kind) {
        return ListDefined.newBuilder()
                .setListId(id)
                .setKind(kind)
                .setEntity(EntityKind.ACCOUNT)
                .setWeightMilli(50_000)
                .build();
    }

    /** Few accounts and cards, seconds apart, so that rules fire. */
    DecideStory withBook(String book, int partition, int count, SplittableRandom random) {
        BookLog log = new BookLog(book, partition);
        Ledger ledger = new Ledger();
        for (int i = 0; i < 3; i++) {
            log.command(ledger.open("account-" + i));
        }
        for (int i = 0; i < count; i++) {
            String account = "account-" + random.nextInt(3);
            String payment = book + "-payment-" + i;
            log.command(
                    ledger.request(
                            payment,
                            account,
                            random.nextLong(1, 50_000),
                            random.nextInt(control.events().size()),
                            MODES[random.nextInt(MODES.length)]));
            if (random.nextInt(5) == 0) {
                log.command(PaymentDeclined.newBuilder().setPaymentId(payment).build());
            }
            if (random.nextInt(10) == 0) {
                log.command(LoginFailed.newBuilder().setAccountId(account).build());
            }
            if (i == count / 2) {
                log.command(
                        BookListEntriesAdded.newBuilder()
                                .setListId("stolen")
                                .addEntries(ListEntry.newBuilder().setValue("account-2"))
                                .build());
            }
            if (i == count - count / 4) {
                log.command(
                        BookListEntriesRemoved.newBuilder()
                                .setListId("stolen")
                                .addValues("account-2")
                                .build());
            }
        }
        payments.addAll(log.events());
        return this;
    }

    /** What the source lets through. */
    List<EventIn> log() {
        List<EventIn> log = whole();
        log.removeIf(event -> DecideJob.UNREAD.contains(event.type) && !event.isControl());
        return log;
    }

    private List<EventIn> whole() {
        List<EventIn> log = new ArrayList<>(control.events());
        log.addAll(payments);
        return log;
    }

    /** Bytes of each record by its type and payment, made in log order without Flink. */
    Map<String, byte[]> expected() {
        return Expected.of(whole(), Scorers.NONE);
    }

    /** The same key for a record that a job wrote. */
    static String key(OutRecord record) {
        return record.type + '/' + record.key;
    }
}
