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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Money between books: what one book says of a transfer agrees with what the other does, and the
 * accounts {@code transit:BOOK:CURRENCY} of two books cancel but for the transfers under way, which
 * are named.
 */
final class InterbookCheck {
    private static final String TRANSIT = "transit:";

    /** Books are read one after the other: the newest word of one may answer what is not read. */
    private static final long FRESH_MICROS = 5_000_000L;

    private final Findings findings;
    private final long nowMicros;
    private final Map<Id, Sent> sent = new TreeMap<>();
    private final Map<Id, Taken> taken = new HashMap<>();

    /** A transfer: the sending book, and its id there. */
    record Id(String fromBook, String transferId) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            int books = fromBook.compareTo(other.fromBook);
            return books != 0 ? books : transferId.compareTo(other.transferId);
        }
    }

    /** What the sending book says. */
    private record Sent(
            String toBook,
            long amountMinor,
            String currency,
            long startedMicros,
            String end,
            long sequence,
            long saidMicros) {}

    /** What the receiving book says. */
    private record Taken(
            String book, boolean credited, long amountMinor, String currency, long sequence) {}

    /** A transfer under way. */
    record Open(Id id, String toBook, long amountMinor, String currency, long ageMicros) {}

    /**
     * @param nowMicros the reader's clock, microseconds since 1970; 0: what is new is judged too
     */
    InterbookCheck(Findings findings, long nowMicros) {
        this.findings = findings;
        this.nowMicros = nowMicros;
    }

    void next(EventRecord record, Message event) {
        String book = record.book();
        switch (event) {
            case InterbookTransferStarted e ->
                    sent.put(
                            new Id(book, e.getTransferId()),
                            new Sent(
                                    e.getToBook(),
                                    e.getHold().getAmountMinor(),
                                    e.getHold().getCurrency(),
                                    record.recordedMicros(),
                                    "",
                                    record.sequence(),
                                    record.recordedMicros()));
            case InterbookTransferSettled e -> ends(record, e.getTransferId(), "settled");
            case InterbookTransferReleased e -> ends(record, e.getTransferId(), "released");
            case InterbookCredited e -> {
                Posting credit =
                        e.getPostingsCount() == 0
                                ? Posting.getDefaultInstance()
                                : e.getPostings(e.getPostingsCount() - 1);
                takes(
                        record,
                        new Id(e.getFromBook(), e.getTransferId()),
                        new Taken(
                                book,
                                true,
                                credit.getAmountMinor(),
                                credit.getCurrency(),
                                record.sequence()));
            }
            case InterbookRefused e ->
                    takes(
                            record,
                            new Id(e.getFromBook(), e.getTransferId()),
                            new Taken(book, false, 0, "", record.sequence()));
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

    private void ends(EventRecord record, String transferId, String end) {
        Id id = new Id(record.book(), transferId);
        Sent before = sent.get(id);
        if (before == null || !before.end().isEmpty()) {
            findings.add(
                    record.book(),
                    record.sequence(),
                    "transfer %s is %s but was %s"
                            .formatted(
                                    transferId,
                                    end,
                                    before == null ? "never started" : before.end()));
            return;
        }
        sent.put(
                id,
                new Sent(
                        before.toBook(),
                        before.amountMinor(),
                        before.currency(),
                        before.startedMicros(),
                        end,
                        record.sequence(),
                        record.recordedMicros()));
    }

    private void takes(EventRecord record, Id id, Taken now) {
        Taken before = taken.putIfAbsent(id, now);
        if (before != null) {
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
     * @param books what was read, by book; transfers to or from others are not judged
     */
    void end(Map<String, LogCheck.BookCheck> books) {
        sent.forEach(
                (id, out) -> {
                    if (books.containsKey(out.toBook())) {
                        compare(id, out, taken.get(id));
                    }
                });
        taken.forEach(
                (id, in) -> {
                    if (in.credited()
                            && books.containsKey(id.fromBook())
                            && !sent.containsKey(id)) {
                        findings.add(
                                in.book(),
                                in.sequence(),
                                "credits transfer %s, which book %s never started"
                                        .formatted(id.transferId(), id.fromBook()));
                    }
                });
        cancels(books);
    }

    private void compare(Id id, Sent out, Taken in) {
        if (in == null) {
            if (!out.end().isEmpty() && !isFresh(out.saidMicros())) {
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
        boolean fits = out.end().isEmpty() || in.credited() == out.end().equals("settled");
        if (!fits) {
            say(
                    id,
                    out,
                    "is %s, book %s has %s it",
                    out.end(),
                    out.toBook(),
                    in.credited() ? "credited" : "refused");
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

    private void cancels(Map<String, LogCheck.BookCheck> books) {
        Map<String, Long> rests = new TreeMap<>();
        Map<String, String> firstBooks = new HashMap<>();
        books.forEach(
                (book, check) ->
                        check.ledger
                                .accounts()
                                .forEach(
                                        (account, fold) -> {
                                            String other = otherBook(account, fold.currency);
                                            if (books.containsKey(other)) {
                                                String pair = pair(book, other, fold.currency);
                                                rests.merge(
                                                        pair, fold.balanceMinor, Math::addExact);
                                                firstBooks.merge(pair, book, InterbookCheck::first);
                                            }
                                        }));
        Map<String, TreeSet<String>> named = new HashMap<>();
        sent.forEach(
                (id, out) -> {
                    Taken in = taken.get(id);
                    boolean credited = in != null && in.credited();
                    boolean settled = out.end().equals("settled");
                    // A credit that is not settled lacks in the sum, a settlement not read adds.
                    long lacks =
                            (credited ? in.amountMinor() : 0) - (settled ? out.amountMinor() : 0);
                    boolean isUnderWay = credited && out.end().isEmpty();
                    if (isUnderWay || (lacks != 0 && isFresh(out.saidMicros()))) {
                        String pair = pair(id.fromBook(), out.toBook(), out.currency());
                        rests.merge(pair, lacks, Math::addExact);
                        named.computeIfAbsent(pair, key -> new TreeSet<>()).add(id.transferId());
                    }
                });
        rests.forEach(
                (pair, rest) -> {
                    if (rest != 0 && firstBooks.containsKey(pair)) {
                        findings.add(
                                firstBooks.get(pair),
                                -1,
                                "the transit accounts of %s do not cancel: %d over, transfers under way: %s"
                                        .formatted(
                                                pair,
                                                rest,
                                                named.getOrDefault(pair, new TreeSet<>())));
                    }
                });
    }

    /** Transfers that wait for the other book's word, oldest first; ages by the reader's clock. */
    List<Open> open() {
        List<Open> open = new ArrayList<>();
        sent.forEach(
                (id, out) -> {
                    if (out.end().isEmpty()) {
                        open.add(
                                new Open(
                                        id,
                                        out.toBook(),
                                        out.amountMinor(),
                                        out.currency(),
                                        Math.max(0, nowMicros - out.startedMicros())));
                    }
                });
        open.sort(
                java.util.Comparator.comparingLong(Open::ageMicros)
                        .reversed()
                        .thenComparing(Open::id));
        return open;
    }

    /** All transfers that were started. */
    Collection<Id> all() {
        return sent.keySet();
    }

    /** Empty for any other account. */
    private static String otherBook(String account, String currency) {
        return account.startsWith(TRANSIT) && account.endsWith(":" + currency)
                ? account.substring(TRANSIT.length(), account.length() - currency.length() - 1)
                : "";
    }

    private static String pair(String one, String other, String currency) {
        return one.compareTo(other) < 0
                ? one + " and " + other + " in " + currency
                : other + " and " + one + " in " + currency;
    }

    private static String first(String one, String other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
