package dev.weir.features.patterns;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.AgingState;
import dev.weir.features.rules.Expression;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Money that comes back to where it started: a payment from X to A is flagged if money went from A
 * to X before, over other accounts, each step not before the one before it, all in {@code (t -
 * within, t]}. Payments count from their request on, whatever becomes of them; legs of transfers
 * count between each account debited and each credited in one currency.
 *
 * <p>Of each account the newest {@value #EDGES_MAX} receipts are kept, a search looks at {@value
 * #ACCOUNTS_MAX} accounts at most, nearest first, and a transfer counts as {@value #LEGS_MAX} moves
 * at most: these bounds are part of the definition.
 */
final class Cycle implements Automaton {
    static final int EDGES_MAX = 32;
    static final int ACCOUNTS_MAX = 64;
    static final int LEGS_MAX = 64;

    private static final int EDGE_BYTES = 2 * Long.BYTES;

    private final String group;
    private final Expression predicate;
    private final int accountsMax;
    private final long within;

    Cycle(String group, Expression predicate, int accountsMax, long withinMicros) {
        this.group = group;
        this.predicate = predicate;
        this.accountsMax = accountsMax;
        this.within = withinMicros;
    }

    @Override
    public boolean take(PatternInput input, AgingState state) throws CelEvaluationException {
        return switch (input.event()) {
            case PaymentRequested requested -> payment(requested.getPayment(), input, state);
            case TransferPosted transfer -> {
                transfer(transfer, input, state);
                yield false;
            }
            default -> false;
        };
    }

    private boolean payment(PaymentDetails payment, PatternInput input, AgingState state)
            throws CelEvaluationException {
        String from = payment.getAccountId();
        String to = payment.getCounterpartyId();
        if (to.isEmpty() || to.equals(from) || !predicate.holds(input.payment().orElseThrow())) {
            return false;
        }
        long at = input.moment().atMicros();
        boolean closes = reaches(AgingState.hash(to), AgingState.hash(from), at, state);
        if (input.moment().inTime()) {
            store(from, to, at, state);
        }
        return closes;
    }

    private void transfer(TransferPosted transfer, PatternInput input, AgingState state) {
        if (!input.moment().inTime()) {
            return;
        }
        int moves = 0;
        for (Posting debit : transfer.getPostingsList()) {
            for (Posting credit : transfer.getPostingsList()) {
                boolean moved =
                        debit.getAmountMinor() < 0
                                && credit.getAmountMinor() > 0
                                && debit.getCurrency().equals(credit.getCurrency());
                if (moved && moves++ < LEGS_MAX) {
                    store(
                            debit.getAccountId(),
                            credit.getAccountId(),
                            input.moment().atMicros(),
                            state);
                }
            }
        }
    }

    /**
     * Whether money went from one account to another by a time. Backwards from the receiver, one
     * move further each round; of each account the latest time by which money must have reached it
     * is enough, since all that came earlier may go on.
     */
    private boolean reaches(long from, long to, long at, AgingState state) {
        Map<Long, Long> best = new HashMap<>(Map.of(to, at));
        Map<Long, Long> round = Map.of(to, at);
        int looked = 0;
        for (int moves = 1; moves < accountsMax && !round.isEmpty(); moves++) {
            Map<Long, Long> next = new LinkedHashMap<>();
            for (Map.Entry<Long, Long> account : round.entrySet()) {
                if (looked++ >= ACCOUNTS_MAX) {
                    return false;
                }
                ByteBuffer edges = state.get(group, key(account.getKey()));
                for (int i = edges == null ? -1 : edges.limit() - EDGE_BYTES;
                        i >= 0;
                        i -= EDGE_BYTES) {
                    long time = edges.getLong(i);
                    long payer = edges.getLong(i + Long.BYTES);
                    if (time > account.getValue() || time <= at - within) {
                        continue;
                    }
                    if (payer == from) {
                        return true;
                    }
                    if (best.getOrDefault(payer, Long.MIN_VALUE) < time) {
                        best.put(payer, time);
                        next.put(payer, time);
                    }
                }
            }
            round = next;
        }
        return false;
    }

    private void store(String from, String to, long at, AgingState state) {
        byte[] key = key(AgingState.hash(to));
        ByteBuffer before = state.get(group, key);
        int count = before == null ? 0 : before.limit() / EDGE_BYTES;
        int place = count;
        while (place > 0 && before.getLong((place - 1) * EDGE_BYTES) > at) {
            place--;
        }
        long[] edges = new long[2 * (count + 1)];
        for (int i = 0; i < count; i++) {
            int moved = i < place ? i : i + 1;
            edges[2 * moved] = before.getLong(i * EDGE_BYTES);
            edges[2 * moved + 1] = before.getLong(i * EDGE_BYTES + Long.BYTES);
        }
        edges[2 * place] = at;
        edges[2 * place + 1] = AgingState.hash(from);
        long newest = edges[2 * count];
        int first = Math.max(0, count + 1 - EDGES_MAX);
        while (edges[2 * first] <= AgingState.uselessBefore(newest - within)) {
            first++;
        }
        ByteBuffer blob = ByteBuffer.allocate((count + 1 - first) * EDGE_BYTES);
        for (int i = 2 * first; i < edges.length; i++) {
            blob.putLong(edges[i]);
        }
        state.put(group, key, AgingState.uselessAfter(newest + within), blob.array());
    }

    private static byte[] key(long account) {
        return ByteBuffer.allocate(Long.BYTES).putLong(account).array();
    }

    /** Names of the event types that it looks at. */
    static List<String> events() {
        return List.of(PatternEvents.PAYMENT, TransferPosted.getDescriptor().getName());
    }
}
