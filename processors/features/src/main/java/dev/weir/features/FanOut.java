package dev.weir.features;

import com.google.protobuf.Message;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * {@link BookFeatures} taken apart, for a book that one thread is too slow for: its entities' state
 * lies in many places, each with the keys of some entities. {@link #visits} tells in log order what
 * a payment has to ask, {@link #answer} is the answer of the place that keeps the entity, {@link
 * #joined} puts the answers together for {@link BookFeatures}. The arithmetic is the same, so are
 * the vectors.
 *
 * <p>Only what belongs to one entity and depends on nothing but the payment and the book's clock
 * can be asked so: windows, and whether an account meets an entity first. Safe for many threads as
 * long as each has a state of its own.
 */
public final class FanOut {
    private final FeatureSet set;
    private final StateKeys keys;

    public FanOut(FeatureSet set) {
        this.set = set;
        this.keys = new StateKeys(set);
    }

    /** Whether an event moves its book's clock. */
    static boolean movesClock(Message event) {
        return event instanceof PaymentRequested
                || event instanceof LoginFailed
                || event instanceof DeviceAdded
                || event instanceof PayeeAdded
                || event instanceof ContactChanged
                || event instanceof SessionSummarised
                || event instanceof TerminalHealthChanged;
    }

    /**
     * Takes the next event of a book, every one in the log's order.
     *
     * @param clock keeps the book's clock and nothing else
     * @return what it asks, one visit an entity; empty unless it is a payment
     */
    public List<Visit> visits(Message event, long occurredAtMicros, FeatureState clock) {
        if (!movesClock(event)) {
            return List.of();
        }
        BookClock book = BookClock.open(clock);
        boolean inTime = book.accept(occurredAtMicros);
        book.write(clock);
        List<Visit> visits = new ArrayList<>();
        if (event instanceof PaymentRequested requested) {
            long at = Math.max(occurredAtMicros, book.earliest());
            for (KeyKind kind : KeyKind.values()) {
                visit(kind, requested.getPayment(), at, inTime, book.clock(), visits);
            }
        }
        return visits;
    }

    private void visit(
            KeyKind kind,
            PaymentDetails payment,
            long at,
            boolean inTime,
            long clock,
            List<Visit> visits) {
        String id = kind.idIn(payment);
        if (!id.isEmpty() && EntityStep.looksAt(kind, set)) {
            String account = payment.getAccountId();
            visits.add(new Visit(kind, id, account, at, payment.getAmountMinor(), inTime, clock));
        }
    }

    /**
     * Looks at one entity. Visits of a place must come in the log's order.
     *
     * @param state keeps the entities of this place
     * @param cleanUpMax keys to look at behind it, as in {@link BookFeatures#cleanUp}
     */
    public byte[] answer(Visit visit, FeatureState state, int cleanUpMax) {
        BookClock clock = BookClock.open(state);
        clock.accept(visit.clockMicros());
        EntityStep.Found found = new EntityStep(set, keys, state).visit(visit);
        CleanUp.run(clock, state, cleanUpMax, keys.in(state));
        clock.write(state);
        Layout layout = set.layout(visit.kind());
        ByteBuffer answer = ByteBuffer.allocate(2 + EntityFigures.writtenBytes(layout));
        answer.put((byte) visit.kind().code()).put((byte) (found.first() ? 1 : 0));
        found.figures().write(layout, answer);
        return answer.array();
    }

    /** The answers to all visits of a payment, by kind, as one. */
    public static byte[] joined(SortedMap<KeyKind, byte[]> answers) {
        int bytes = answers.values().stream().mapToInt(answer -> answer.length).sum();
        ByteBuffer all = ByteBuffer.allocate(bytes);
        answers.values().forEach(all::put);
        return all.array();
    }

    /** What was {@link #joined} becomes known at a payment. */
    static void tell(byte[] joined, FeatureSet set, Facts facts) {
        ByteBuffer answers = ByteBuffer.wrap(joined);
        while (answers.hasRemaining()) {
            KeyKind kind = KeyKind.ofCode(answers.get());
            boolean first = answers.get() != 0;
            EntityFigures figures = EntityFigures.read(set.layout(kind), answers);
            facts.found(kind, new EntityStep.Found(figures, first));
        }
    }
}
