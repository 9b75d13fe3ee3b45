package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.rules.Decider;
import dev.weir.features.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

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

    /** A record that is no rule's, then one rule after the other. */
    DecideStory() {
        control.command(BookOpened.newBuilder().setBookId("book-0").build());
        rules.forEach(rule -> control.command(RuleActivated.newBuilder().setRule(rule).build()));
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
                            random.nextInt(rules.size() + 1),
                            MODES[random.nextInt(MODES.length)]));
            if (random.nextInt(5) == 0) {
                log.command(PaymentDeclined.newBuilder().setPaymentId(payment).build());
            }
            if (random.nextInt(10) == 0) {
                log.command(LoginFailed.newBuilder().setAccountId(account).build());
            }
        }
        payments.addAll(log.events());
        return this;
    }

    List<EventIn> log() {
        List<EventIn> log = new ArrayList<>(control.events());
        log.addAll(payments);
        // What the source leaves out by its type.
        log.removeIf(event -> DecideJob.UNREAD.contains(event.type) && !event.isControl());
        return log;
    }

    /** Bytes of each decision by payment. */
    Map<String, byte[]> expected() {
        BookFeatures features = new BookFeatures(FeatureSet.payments1());
        Map<String, HeapState> states = new TreeMap<>();
        Map<Long, RuleSet> rulesAt = new TreeMap<>();
        Map<String, byte[]> decisions = new TreeMap<>();
        for (EventIn event : payments) {
            Message message = EventTypes.parse(event.type, event.value);
            HeapState state = states.computeIfAbsent(event.book, book -> new HeapState());
            var vector = features.onEvent(message, event.occurredMicros, state);
            if (message instanceof PaymentRequested payment
                    && payment.getMode() != DecisionMode.HISTORY) {
                RuleSet inForce =
                        rulesAt.computeIfAbsent(payment.getControlSeq(), this::rulesInForce);
                decisions.put(
                        payment.getPayment().getPaymentId(),
                        decide(event, payment, vector.orElseThrow(), inForce));
            }
        }
        return decisions;
    }

    /** The record at position n of the control book activates rule n - 1. */
    RuleSet rulesInForce(long controlSeq) {
        return RuleSet.compile(
                FeatureSet.payments1(), rules.subList(0, (int) controlSeq), List.of());
    }

    private static byte[] decide(
            EventIn event, PaymentRequested payment, FeatureVector vector, RuleSet rules) {
        return Decider.decide(event.book, event.sequence, payment, vector, rules)
                .decision()
                .toByteArray();
    }
}
