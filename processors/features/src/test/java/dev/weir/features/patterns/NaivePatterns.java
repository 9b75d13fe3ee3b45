package dev.weir.features.patterns;

import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Patterns by their definitions: every event is kept for ever, and every way to lay the steps over
 * them is tried. Slow and obvious.
 */
final class NaivePatterns {
    private static final long LATENESS = 3_600 * PatternWorld.SECOND;

    /**
     * @param predicate what takes the step
     * @param entity whose id is the pattern's entity; empty: none
     * @param distinct the id that is counted; null: events are
     */
    record Step(
            Predicate<Message> predicate,
            Function<Message, String> entity,
            Function<Message, String> distinct,
            int atLeast) {}

    private record Seen(long at, Message event) {}

    private record Move(long at, String from, String to) {}

    private final List<Seen> seen = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private long clock = Long.MIN_VALUE;

    /** Takes an event; others that move the clock are payments and signals. */
    boolean inTime(Message event, long time) {
        if (!(event instanceof TransferPosted)) {
            clock = Math.max(clock, time);
        }
        return clock == Long.MIN_VALUE || time >= clock - LATENESS;
    }

    long place(long time) {
        return clock == Long.MIN_VALUE ? time : Math.max(time, clock - LATENESS);
    }

    void keep(Message event, long at) {
        seen.add(new Seen(at, event));
        if (event instanceof PaymentRequested requested) {
            PaymentDetails payment = requested.getPayment();
            if (!payment.getCounterpartyId().isEmpty()
                    && !payment.getCounterpartyId().equals(payment.getAccountId())) {
                moves.add(new Move(at, payment.getAccountId(), payment.getCounterpartyId()));
            }
        } else if (event instanceof TransferPosted transfer) {
            for (Posting debit : transfer.getPostingsList()) {
                for (Posting credit : transfer.getPostingsList()) {
                    if (debit.getAmountMinor() < 0 && credit.getAmountMinor() > 0) {
                        moves.add(new Move(at, debit.getAccountId(), credit.getAccountId()));
                    }
                }
            }
        }
    }

    /** Whether a payment, not kept yet, completes the steps. */
    boolean completes(List<Step> steps, PaymentRequested payment, long at, long within) {
        Step last = steps.getLast();
        String entity = last.entity().apply(payment);
        if (entity.isEmpty() || !takes(last, payment)) {
            return false;
        }
        List<Message> window = new ArrayList<>();
        seen.stream()
                .filter(s -> s.at() > at - within && s.at() <= at)
                .sorted(Comparator.comparingLong(Seen::at))
                .forEach(s -> window.add(s.event()));
        window.add(payment);
        return laid(steps, 0, window, 0, entity);
    }

    /** Tries every end of a step's stretch of the window. */
    private boolean laid(
            List<Step> steps, int step, List<Message> window, int from, String entity) {
        if (step == steps.size() - 1) {
            return enough(steps.get(step), window.subList(from, window.size()), entity);
        }
        for (int until = from; until < window.size(); until++) {
            if (enough(steps.get(step), window.subList(from, until), entity)
                    && laid(steps, step + 1, window, until, entity)) {
                return true;
            }
        }
        return false;
    }

    private static boolean enough(Step step, List<Message> stretch, String entity) {
        int count = 0;
        Set<String> ids = new HashSet<>();
        for (Message event : stretch) {
            if (takes(step, event) && step.entity().apply(event).equals(entity)) {
                count++;
                if (step.distinct() != null) {
                    ids.add(step.distinct().apply(event));
                }
            }
        }
        return (step.distinct() == null ? count : ids.size()) >= step.atLeast();
    }

    private static boolean takes(Step step, Message event) {
        boolean named = step.distinct() == null || !step.distinct().apply(event).isEmpty();
        return step.predicate().test(event) && named;
    }

    /** Whether money of a payment, not kept yet, comes back over so many accounts at most. */
    boolean comesBack(PaymentRequested payment, long at, long within, int accountsMax) {
        String from = payment.getPayment().getAccountId();
        String to = payment.getPayment().getCounterpartyId();
        return !to.isEmpty()
                && !to.equals(from)
                && reaches(to, from, at - within, at, accountsMax - 1, new HashSet<>(Set.of(to)));
    }

    private boolean reaches(
            String at, String wanted, long after, long until, int movesLeft, Set<String> path) {
        return reaches(at, wanted, after, Long.MIN_VALUE, until, movesLeft, path);
    }

    /** Tries every path forward in time that meets no account twice. */
    private boolean reaches(
            String at,
            String wanted,
            long after,
            long notBefore,
            long until,
            int movesLeft,
            Set<String> path) {
        if (movesLeft == 0) {
            return false;
        }
        for (Move move : moves) {
            boolean possible =
                    move.from().equals(at)
                            && move.at() > after
                            && move.at() >= notBefore
                            && move.at() <= until;
            if (!possible || path.contains(move.to())) {
                continue;
            }
            if (move.to().equals(wanted)) {
                return true;
            }
            path.add(move.to());
            boolean found =
                    reaches(move.to(), wanted, after, move.at(), until, movesLeft - 1, path);
            path.remove(move.to());
            if (found) {
                return true;
            }
        }
        return false;
    }
}
