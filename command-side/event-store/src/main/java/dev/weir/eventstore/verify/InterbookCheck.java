package dev.weir.eventstore.verify;

import com.google.protobuf.Message;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.eventstore.verify.InterbookFacts.Between;
import dev.weir.eventstore.verify.InterbookFacts.Id;
import dev.weir.eventstore.verify.InterbookFacts.Pair;
import dev.weir.eventstore.verify.InterbookFacts.Sent;
import dev.weir.eventstore.verify.InterbookFacts.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Money between books: what one book says of a transfer agrees with what the other does, and the
 * accounts {@code transit:BOOK:CURRENCY} of two books cancel but for the transfers under way, which
 * are named. On heap are only the transfers that are under way; all others lie in the fact store.
 */
final class InterbookCheck {
    /** Late transfers that are named, the oldest ones. */
    static final int NAMED_MAX = 1_000;

    private static final String TRANSIT = "transit:";
    private static final int NAMED_OF_A_PAIR_MAX = 20;

    /** Books are read one after the other: the newest word of one may answer what is not read. */
    private static final long FRESH_MICROS = 5_000_000L;

    private static final Comparator<Open> YOUNGEST_FIRST =
            Comparator.comparingLong(Open::ageMicros)
                    .thenComparing(Comparator.comparing(Open::id).reversed());

    private final Findings findings;
    private final long nowMicros;
    private final long lateMicros;
    private final InterbookFacts facts;
    private final PriorityQueue<Open> late = new PriorityQueue<>(YOUNGEST_FIRST);
    private long started;
    private long open;
    private long lateTotal;

    /** A transfer under way; its age is by the reader's clock. */
    record Open(Id id, String toBook, long amountMinor, String currency, long ageMicros) {}

    /** What transfers under way make up for in the sum of a pair of books, and which ones. */
    private static final class UnderWay {
        long minor;
        final TreeSet<String> named = new TreeSet<>();
    }

    /**
     * @param nowMicros the reader's clock, microseconds since 1970; 0: what is new is judged too
     * @param lateAfter transfers under way for longer are late
     */
    InterbookCheck(Findings findings, FactStore facts, long nowMicros, Duration lateAfter) {
        this.findings = findings;
        this.facts = new InterbookFacts(facts);
        this.nowMicros = nowMicros;
        this.lateMicros = lateAfter.toSeconds() * 1_000_000L;
    }

    /** Nothing is too new to be judged. */
    static InterbookCheck ofWholeLog(Findings findings, FactStore facts) {
        return new InterbookCheck(findings, facts, 0, Duration.ofMinutes(1));
    }

    void next(EventRecord record, Message event) {
        String book = record.book();
        posted(book, event);
        switch (event) {
            case InterbookTransferStarted e -> starts(record, e);
            case InterbookTransferSettled e -> ends(record, e.getTransferId(), Sent.SETTLED);
            case InterbookTransferReleased e -> ends(record, e.getTransferId(), Sent.RELEASED);
            case InterbookCredited e -> {
                Posting credit =
                        e.getPostingsCount() == 0
                                ? Posting.getDefaultInstance()
                                : e.getPostings(e.getPostingsCount() - 1);
                takes(
                        record,
                        new Id(e.getFromBook(), e.getTransferId()),
                        new Taken(
                                record.sequence(),
                                credit.getAmountMinor(),
                                true,
                                credit.getCurrency(),
                                book));
            }
            case InterbookRefused e ->
                    takes(
                            record,
                            new Id(e.getFromBook(), e.getTransferId()),
                            new Taken(record.sequence(), 0, false, "", book));
            case TransferPosted e -> {
                if (e.getPostingsList().stream()
                        .anyMatch(leg -> leg.getAccountId().startsWith(TRANSIT))) {
                    findings.add(
                            book,
                            record.sequence(),
                            "a plain transfer moves money of an account " + TRANSIT);
                }
            }
            default -> {}
        }
    }

    /** Every event's postings, whatever it is: none but the right ones may leave a rest. */
    private void posted(String book, Message event) {
        for (Object field : event.getAllFields().values()) {
            for (Object value : field instanceof Collection<?> several ? several : List.of(field)) {
                if (value instanceof Posting leg && leg.getAccountId().startsWith(TRANSIT)) {
                    String other = otherBook(leg.getAccountId(), leg.getCurrency());
                    if (!other.isEmpty()) {
                        facts.add(Pair.of(book, other, leg.getCurrency()), leg.getAmountMinor());
                    }
                }
            }
        }
    }

    private void starts(EventRecord record, InterbookTransferStarted e) {
        Id id = new Id(record.book(), e.getTransferId());
        Sent sent =
                new Sent(
                        e.getHold().getAmountMinor(),
                        record.recordedMicros(),
                        record.sequence(),
                        record.recordedMicros(),
                        Sent.UNDER_WAY,
                        e.getHold().getCurrency(),
                        e.getToBook());
        Between before = facts.get(id);
        started += before.sent() == null ? 1 : 0;
        facts.put(id, new Between(sent, before.taken()));
    }

    private void ends(EventRecord record, String transferId, String end) {
        Id id = new Id(record.book(), transferId);
        Between before = facts.get(id);
        if (before.sent() == null || !before.sent().isUnderWay()) {
            findings.add(
                    record.book(),
                    record.sequence(),
                    "transfer %s is %s but was %s"
                            .formatted(
                                    transferId,
                                    end,
                                    before.sent() == null ? "never started" : before.sent().end()));
            return;
        }
        Sent ended = before.sent().ended(end, record.sequence(), record.recordedMicros());
        facts.put(id, new Between(ended, before.taken()));
    }

    private void takes(EventRecord record, Id id, Taken now) {
        Between before = facts.get(id);
        if (before.taken() == null) {
            facts.put(id, new Between(before.sent(), now));
        } else {
            findings.add(
                    record.book(),
                    record.sequence(),
                    "transfer %s of book %s is decided a second time"
                            .formatted(id.transferId(), id.fromBook()));
        }
    }

    /**
     * The log ends here.
     *
     * @param books that were read; transfers to or from others are not judged
     */
    void end(Set<String> books) {
        Map<Pair, UnderWay> underWay = new HashMap<>();
        facts.forEach(
                (id, between) -> {
                    if (between.sent() == null) {
                        neverStarted(books, id, between.taken());
                        return;
                    }
                    if (between.sent().isUnderWay()) {
                        open(id, between.sent());
                    }
                    if (books.contains(between.sent().toBook())) {
                        compare(id, between.sent(), between.taken());
                    }
                    makesUp(underWay, id, between.sent(), between.taken());
                });
        facts.forEachPair(
                (pair, rest) -> {
                    UnderWay of = underWay.getOrDefault(pair, new UnderWay());
                    long sum = Math.addExact(rest, of.minor);
                    if (sum != 0 && books.contains(pair.one()) && books.contains(pair.other())) {
                        findings.add(
                                pair.one(),
                                -1,
                                "the transit accounts of %s do not cancel: %d over, transfers under way: %s"
                                        .formatted(pair, sum, of.named));
                    }
                });
    }

    private void neverStarted(Set<String> books, Id id, Taken in) {
        if (in.credited() && books.contains(id.fromBook())) {
            findings.add(
                    in.book(),
                    in.sequence(),
                    "credits transfer %s, which book %s never started"
                            .formatted(id.transferId(), id.fromBook()));
        }
    }

    private void open(Id id, Sent out) {
        open++;
        Open one =
                new Open(
                        id,
                        out.toBook(),
                        out.amountMinor(),
                        out.currency(),
                        Math.max(0, nowMicros - out.startedMicros()));
        if (one.ageMicros() <= lateMicros) {
            return;
        }
        lateTotal++;
        late.add(one);
        if (late.size() > NAMED_MAX) {
            late.remove();
        }
    }

    private void compare(Id id, Sent out, Taken in) {
        if (in == null) {
            if (!out.isUnderWay() && !isFresh(out.saidMicros())) {
                say(id, out, "is %s, and book %s never decided it", out.end(), out.toBook());
            }
            return;
        }
        if (!in.book().equals(out.toBook())) {
            say(id, out, "went to book %s, and book %s decided it", out.toBook(), in.book());
        }
        if (in.credited()
                && (in.amountMinor() != out.amountMinor()
                        || !in.currency().equals(out.currency()))) {
            say(
                    id,
                    out,
                    "is of %s, book %s credited %s",
                    out.amountMinor() + " " + out.currency(),
                    out.toBook(),
                    in.amountMinor() + " " + in.currency());
        }
        if (!out.isUnderWay() && in.credited() != out.isSettled()) {
            say(
                    id,
                    out,
                    "is %s, book %s has %s it",
                    out.end(),
                    out.toBook(),
                    in.credited() ? "credited" : "refused");
        }
    }

    /**
     * A credit that is not settled lacks in the sum, a settlement whose credit is not read adds.
     */
    private void makesUp(Map<Pair, UnderWay> underWay, Id id, Sent out, Taken in) {
        boolean credited = in != null && in.credited();
        long lacks = (credited ? in.amountMinor() : 0) - (out.isSettled() ? out.amountMinor() : 0);
        if ((credited && out.isUnderWay()) || (lacks != 0 && isFresh(out.saidMicros()))) {
            UnderWay of =
                    underWay.computeIfAbsent(
                            Pair.of(id.fromBook(), out.toBook(), out.currency()),
                            pair -> new UnderWay());
            of.minor = Math.addExact(of.minor, lacks);
            if (of.named.size() < NAMED_OF_A_PAIR_MAX) {
                of.named.add(id.transferId());
            }
        }
    }

    private void say(Id id, Sent out, String what, Object... details) {
        findings.add(
                id.fromBook(),
                out.sequence(),
                "transfer " + id.transferId() + " " + what.formatted(details));
    }

    /** Clocks of books on a test clock may be anywhere. */
    private boolean isFresh(long saidMicros) {
        return nowMicros != 0 && Math.abs(nowMicros - saidMicros) < FRESH_MICROS;
    }

    /** Transfers that were started. */
    long started() {
        return started;
    }

    /** Those that wait for the other book's word; known at the end. */
    long open() {
        return open;
    }

    /** Those of them that have been under way for too long. */
    long lateTotal() {
        return lateTotal;
    }

    /** The oldest of these, at most {@link #NAMED_MAX}, oldest first. */
    List<Open> late() {
        List<Open> oldest = new ArrayList<>(late);
        oldest.sort(YOUNGEST_FIRST.reversed());
        return oldest;
    }

    /** Empty for any other account. */
    private static String otherBook(String account, String currency) {
        return account.endsWith(":" + currency)
                        && account.length() > TRANSIT.length() + currency.length()
                ? account.substring(TRANSIT.length(), account.length() - currency.length() - 1)
                : "";
    }
}
