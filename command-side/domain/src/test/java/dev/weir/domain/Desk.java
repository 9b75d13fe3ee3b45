package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.RecordHash;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionPosition;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Stands in for the owner of a book: gives time and ids, writes the log in memory, remembers
 * refusals.
 */
final class Desk {
    static final long START = 1_700_000_000_000_000L;

    final MemoryIndex index = new MemoryIndex();
    final Book book;
    final String id;
    final List<EventRecord> log = new ArrayList<>();
    private final boolean testClock;
    private long clockMicros = START;
    private int ids;
    private long decisionOffset;

    /** What the control book would say of late decisions. */
    LateAction lateAction = LateAction.LATE_VOID;

    private String previousHash = RecordHash.NONE;

    Desk() {
        this(false);
    }

    Desk(boolean testClock) {
        this("b", testClock);
    }

    Desk(String id, boolean testClock) {
        this.id = id;
        this.testClock = testClock;
        this.book = new Book(id, testClock, index);
    }

    void pass(long micros) {
        clockMicros += micros;
    }

    long now() {
        return book.now(clockMicros);
    }

    Outcome send(Message command) {
        return send(command, "");
    }

    Outcome send(Message command, String key) {
        CommandContext context =
                new CommandContext(
                        now(), now(), 7, "ann", key, CommandHash.of(command), "id-" + ++ids);
        Outcome outcome = book.decide(command, context);
        if (outcome instanceof Outcome.Accepted accepted) {
            append(accepted.events(), context);
        } else if (outcome instanceof Outcome.Refused refused) {
            List<NewEvent> events = new ArrayList<>(refused.events());
            if (!key.isEmpty() && book.key(key).isEmpty()) {
                events.add(book.refusalEvent(command, refused, context));
            }
            append(events, context);
        }
        return outcome;
    }

    Outcome internal(InternalCommand command) {
        CommandContext context = CommandContext.internal(now());
        Outcome outcome = book.decide(command, context);
        if (outcome instanceof Outcome.Accepted accepted) {
            append(accepted.events(), context);
        }
        return outcome;
    }

    Outcome decision(String paymentId, dev.weir.contract.decisions.v1.Outcome outcome, int score) {
        return decide(paymentId, decision -> decision.setOutcome(outcome).setScoreMilli(score));
    }

    Outcome decide(String paymentId, UnaryOperator<Decision.Builder> said) {
        Decision.Builder decision = Decision.newBuilder().setBook("b").setPaymentId(paymentId);
        return internal(
                new InternalCommand.DecisionArrived(
                        said.apply(decision).build(),
                        DecisionTimes.getDefaultInstance(),
                        DecisionPosition.newBuilder()
                                .setPartition(1)
                                .setOffset(decisionOffset++)
                                .build(),
                        lateAction));
    }

    Outcome overdue(String paymentId, dev.weir.contract.decisions.v1.Outcome outcome) {
        return internal(
                new InternalCommand.DecisionOverdue(
                        paymentId, LateStep.DECIDE, List.of(), outcome));
    }

    void account(String id) {
        send(OpenAccount.newBuilder().setAccountId(id).setCurrency("EUR").build());
    }

    void funded(String id, long amountMinor) {
        account(id);
        send(
                Deposit.newBuilder()
                        .setAccountId(id)
                        .setAmountMinor(amountMinor)
                        .setCurrency("EUR")
                        .build());
    }

    Outcome pay(String paymentId, String account, long amountMinor, Channel channel) {
        return send(payment(paymentId, account, amountMinor, channel).build());
    }

    static RequestPayment.Builder payment(
            String paymentId, String account, long amountMinor, Channel channel) {
        return RequestPayment.newBuilder()
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId(paymentId)
                                .setAccountId(account)
                                .setAmountMinor(amountMinor)
                                .setCurrency("EUR")
                                .setChannel(channel));
    }

    /** Names of the events of the last run. */
    List<String> lastRun() {
        EventRecord last = log.getLast();
        return log.subList(log.size() - last.runLength(), log.size()).stream()
                .map(record -> record.type().substring(record.type().lastIndexOf('.') + 1))
                .toList();
    }

    long balance(String account) {
        return book.account(account).orElseThrow().balanceMinor();
    }

    long held(String account) {
        return book.account(account).orElseThrow().heldMinor();
    }

    /** A fresh book to which the whole log was applied. */
    Book replayed(BusinessIndex freshIndex) {
        Book fresh = new Book(id, testClock, freshIndex);
        for (EventRecord record : log) {
            fresh.apply(record, EventTypes.parse(record.type(), record.value()));
        }
        return fresh;
    }

    private void append(List<NewEvent> events, CommandContext context) {
        for (int i = 0; i < events.size(); i++) {
            NewEvent event = events.get(i);
            EventRecord record =
                    new EventRecord(
                            id,
                            book.sequence() + 1,
                            "e" + log.size(),
                            EventTypes.nameOf(event.payload()),
                            context.nowMicros(),
                            event.occurredMicros(),
                            event.subject(),
                            previousHash,
                            i + 1,
                            events.size(),
                            context.key(),
                            context.commandHash(),
                            List.of(),
                            Map.of(),
                            event.payload().toByteArray());
            book.apply(record, event.payload());
            log.add(record);
            previousHash = record.hash();
        }
    }
}
