package dev.weir.domain;

import dev.weir.contract.commands.v1.SpendingLimitUse;
import dev.weir.contract.limits.v1.SpendingLimitSet;
import dev.weir.contract.store.v1.SpendingLimitState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The spending limits of a book with what was spent under each. Days and months are those of the
 * book's recorded time in the limit's offset; only the current ones are kept, so a limit costs the
 * same however long it holds. All figures follow from events, so a replay comes to the same.
 *
 * <p>Counted is what is held or was captured: a payment counts from its request on, and what is
 * released uncaptured (declined, voided, expired, the rest of a last capture) is given back, if its
 * day or month still runs. Refunds and reversals give nothing back.
 */
final class SpendingLimits {
    private static final long MINUTE_MICROS = 60_000_000L;
    private static final int DAY_MINUTES = 1_440;
    private static final int YEAR_MONTHS = 12;

    private final EntityTable<SpendingLimitState> byId;

    /** Ids in the order of the records from which they count. */
    private final Map<String, List<String>> bySubject;

    private final Optional<SpendingLimits> below;

    SpendingLimits(EntityTable<SpendingLimitState> byId) {
        this.byId = byId;
        this.bySubject = new HashMap<>();
        this.below = Optional.empty();
    }

    /** The limits of others, with figures of its own that leave theirs as they are. */
    SpendingLimits(EntityTable<SpendingLimitState> byId, SpendingLimits below) {
        this.byId = byId;
        this.bySubject = below.bySubject;
        this.below = Optional.of(below);
    }

    Optional<SpendingLimitState> get(String limitId) {
        SpendingLimitState state = byId.get(limitId);
        return state == null ? below.flatMap(others -> others.get(limitId)) : Optional.of(state);
    }

    int size() {
        return byId.size();
    }

    /** How many hold for an account, a card or a channel; see {@link Spend#subjects}. */
    int on(String subject) {
        return bySubject.getOrDefault(subject, List.of()).size();
    }

    static String subject(SpendingLimitSet limit) {
        if (!limit.getAccountId().isEmpty()) {
            return Spend.account(limit.getAccountId());
        }
        return limit.getCardId().isEmpty()
                ? Spend.channel(limit.getChannel())
                : Spend.card(limit.getCardId());
    }

    /** What is used of a limit on the day and in the month of a moment; empty: no such limit. */
    Optional<SpendingLimitUse> use(String limitId, long nowMicros) {
        return get(limitId).map(state -> use(rolled(state, nowMicros)));
    }

    private static SpendingLimitUse use(SpendingLimitState now) {
        SpendingLimitSet limit = now.getLimit();
        SpendingLimitUse.Builder use =
                SpendingLimitUse.newBuilder()
                        .setLimit(limit)
                        .setDay(LocalDate.ofEpochDay(now.getDay()).toString())
                        .setDayMinor(now.getDayMinor())
                        .setDayCount(now.getDayCount())
                        .setMonthMinor(now.getMonthMinor())
                        .setMonthCount(now.getMonthCount());
        if (limit.getPerDayMinor() > 0) {
            use.setDayLeftMinor(Math.max(0, limit.getPerDayMinor() - now.getDayMinor()));
        }
        if (limit.getPerDayCount() > 0) {
            use.setDayLeftCount(Math.max(0, limit.getPerDayCount() - now.getDayCount()));
        }
        if (limit.getPerMonthMinor() > 0) {
            use.setMonthLeftMinor(Math.max(0, limit.getPerMonthMinor() - now.getMonthMinor()));
        }
        if (limit.getPerMonthCount() > 0) {
            use.setMonthLeftCount(Math.max(0, limit.getPerMonthCount() - now.getMonthCount()));
        }
        return use.build();
    }

    /** Findings against spending now. */
    void check(Findings f, Spend spend, long nowMicros) {
        for (SpendingLimitState state : limitsOf(spend)) {
            SpendingLimitState now = rolled(state, nowMicros);
            SpendingLimitSet limit = now.getLimit();
            String id = limit.getLimitId();
            long amount = spend.amountMinor();
            bound(f, id, "payment", limit.getPerPaymentMinor(), 0, amount);
            bound(f, id, "day", limit.getPerDayMinor(), now.getDayMinor(), amount);
            bound(f, id, "month", limit.getPerMonthMinor(), now.getMonthMinor(), amount);
            bound(f, id, "day (payments)", limit.getPerDayCount(), now.getDayCount(), 1);
            bound(f, id, "month (payments)", limit.getPerMonthCount(), now.getMonthCount(), 1);
        }
    }

    private static void bound(
            Findings f, String limitId, String period, long allowed, long used, long needed) {
        if (allowed == 0 || used + needed <= allowed) {
            return;
        }
        f.add(
                RefusalCode.LIMIT_EXCEEDED,
                "limit",
                limitId,
                "period",
                period,
                "allowed",
                Long.toString(allowed),
                "used",
                Long.toString(used),
                "remaining",
                Long.toString(Math.max(0, allowed - used)),
                "needed",
                Long.toString(needed));
    }

    /** Something was spent. */
    void count(Spend spend, long recordedMicros) {
        for (SpendingLimitState state : limitsOf(spend)) {
            SpendingLimitState now = rolled(state, recordedMicros);
            save(
                    now.toBuilder()
                            .setDayMinor(sum(now.getDayMinor(), spend.amountMinor()))
                            .setDayCount(now.getDayCount() + 1)
                            .setMonthMinor(sum(now.getMonthMinor(), spend.amountMinor()))
                            .setMonthCount(now.getMonthCount() + 1)
                            .build());
        }
    }

    /**
     * Something that was counted was not spent after all.
     *
     * @param whole whether nothing of the payment was spent, so that its number counts no more
     * @param countedMicros recorded time at which it was counted
     * @param countedSequence the record that counted it
     */
    void giveBack(Spend spend, boolean whole, long countedMicros, long countedSequence) {
        for (SpendingLimitState state : limitsOf(spend)) {
            if (countedSequence < state.getSinceSequence()) {
                continue;
            }
            long day = day(state.getLimit(), countedMicros);
            SpendingLimitState.Builder next = state.toBuilder();
            int count = whole ? 1 : 0;
            if (day == state.getDay()) {
                next.setDayMinor(state.getDayMinor() - spend.amountMinor());
                next.setDayCount(state.getDayCount() - count);
            }
            if (month(day) == state.getMonth()) {
                next.setMonthMinor(state.getMonthMinor() - spend.amountMinor());
                next.setMonthCount(state.getMonthCount() - count);
            }
            save(next.build());
        }
    }

    void set(SpendingLimitSet limit, long sequence) {
        requireOwn();
        SpendingLimitState before = byId.get(limit.getLimitId());
        if (before != null && isSameMeasure(before.getLimit(), limit)) {
            save(before.toBuilder().setLimit(limit).build());
            return;
        }
        remove(limit.getLimitId());
        save(SpendingLimitState.newBuilder().setLimit(limit).setSinceSequence(sequence).build());
        addToSubject(limit);
    }

    /** The table was filled from a snapshot. */
    void restored() {
        bySubject.clear();
        byId.values()
                .sorted(Comparator.comparingLong(SpendingLimitState::getSinceSequence))
                .forEach(state -> addToSubject(state.getLimit()));
    }

    private void addToSubject(SpendingLimitSet limit) {
        bySubject
                .computeIfAbsent(subject(limit), subject -> new ArrayList<>(1))
                .add(limit.getLimitId());
    }

    void remove(String limitId) {
        requireOwn();
        SpendingLimitState before = byId.get(limitId);
        if (before != null) {
            byId.remove(limitId);
            bySubject.computeIfPresent(
                    subject(before.getLimit()),
                    (subject, ids) -> {
                        ids.remove(limitId);
                        return ids.isEmpty() ? null : ids;
                    });
        }
    }

    private void requireOwn() {
        if (below.isPresent()) {
            throw new IllegalStateException("a batch sets and removes no spending limits");
        }
    }

    /** Whether what was spent under one is what was spent under the other. */
    private static boolean isSameMeasure(SpendingLimitSet one, SpendingLimitSet other) {
        return subject(one).equals(subject(other))
                && one.getCurrency().equals(other.getCurrency())
                && one.getUtcOffsetMinutes() == other.getUtcOffsetMinutes();
    }

    private List<SpendingLimitState> limitsOf(Spend spend) {
        if (bySubject.isEmpty()) {
            return List.of();
        }
        List<SpendingLimitState> limits = new ArrayList<>();
        for (String subject : spend.subjects()) {
            for (String id : bySubject.getOrDefault(subject, List.of())) {
                SpendingLimitState state = get(id).orElseThrow();
                if (state.getLimit().getCurrency().equals(spend.currency())) {
                    limits.add(state);
                }
            }
        }
        return limits;
    }

    private void save(SpendingLimitState state) {
        byId.put(state.getLimit().getLimitId(), state);
    }

    /** The figures of the day and the month that a moment lies in. */
    private static SpendingLimitState rolled(SpendingLimitState state, long micros) {
        long day = day(state.getLimit(), micros);
        long month = month(day);
        if (day == state.getDay() && month == state.getMonth()) {
            return state;
        }
        SpendingLimitState.Builder next =
                state.toBuilder().setDay(day).setDayMinor(0).setDayCount(0);
        if (month != state.getMonth()) {
            next.setMonth(month).setMonthMinor(0).setMonthCount(0);
        }
        return next.build();
    }

    private static long day(SpendingLimitSet limit, long micros) {
        long minutes = Math.floorDiv(micros, MINUTE_MICROS) + limit.getUtcOffsetMinutes();
        return Math.floorDiv(minutes, (long) DAY_MINUTES);
    }

    private static long month(long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        return (long) date.getYear() * YEAR_MONTHS + date.getMonthValue() - 1;
    }

    /** Without an amount's bound the sum may run for a whole month: it stops at the largest. */
    private static long sum(long used, long amount) {
        return Math.min(Limits.MONEY_MAX, used + amount);
    }
}
