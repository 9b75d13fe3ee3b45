package dev.weir.eventstore.verify;

import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Compares the views with the fold of the log. What was written after the log was read is newer in
 * the views than in the fold: such accounts are left out and counted.
 */
final class ViewCheck {
    private final LogCheck log;
    private final Findings findings;
    private final FactStore facts;
    private long equal;
    private long newer;

    ViewCheck(LogCheck log, Findings findings, FactStore facts) {
        this.log = log;
        this.findings = findings;
        this.facts = facts;
    }

    long equal() {
        return equal;
    }

    long newer() {
        return newer;
    }

    /**
     * @param again waits a moment; false when the patience is at its end
     */
    void check(ViewSource views, BooleanSupplier again) {
        Map<String, BookProgress> progress = progress(views);
        while (!behind(progress).isEmpty() && again.getAsBoolean()) {
            progress = progress(views);
        }
        for (String book : behind(progress)) {
            BookProgress reached = progress.get(book);
            findings.add(
                    book,
                    log.books().get(book).chain.lastSequence(),
                    "the views stand at "
                            + (reached == null ? "nothing" : Long.toString(reached.getSequence())));
        }
        progress.values().stream()
                .filter(BookProgress::getUnsound)
                .forEach(p -> findings.add(p.getBook(), p.getSequence(), "views job: unsound"));
        log.books().forEach((book, check) -> compare(book, check.ledger.accounts(), views));
    }

    private void compare(
            String book, FactStore.Facts<LedgerCheck.AccountFold> folds, ViewSource views) {
        long end = log.books().get(book).chain.lastSequence();
        FactStore.Facts<String> seen = facts.facts(book, "view", text -> text, text -> text);
        views.accounts(
                book,
                view -> {
                    seen.put(view.getAccountId(), "");
                    if (view.getUnsound()) {
                        findings.add(
                                book,
                                view.getSequence(),
                                "account " + view.getAccountId() + ": the views job says unsound");
                    }
                    if (view.getSequence() > end) {
                        newer++;
                    } else {
                        compare(book, view, folds.get(view.getAccountId()));
                    }
                });
        folds.forEach(
                (id, fold) -> {
                    if (!seen.contains(id)) {
                        findings.add(book, -1, "account " + id + " is not in the views");
                    }
                });
    }

    private void compare(String book, AccountView view, Optional<LedgerCheck.AccountFold> known) {
        if (known.isEmpty()) {
            findings.add(
                    book,
                    view.getSequence(),
                    "account " + view.getAccountId() + " is in the views but not in the log");
            return;
        }
        LedgerCheck.AccountFold fold = known.get();
        if (view.getBalanceMinor() != fold.balanceMinor
                || view.getHeldMinor() != fold.heldMinor
                || !view.getCurrency().equals(fold.currency)) {
            findings.add(
                    book,
                    view.getSequence(),
                    "account %s: the views show %d %s held %d, the log folds to %d %s held %d"
                            .formatted(
                                    view.getAccountId(),
                                    view.getBalanceMinor(),
                                    view.getCurrency(),
                                    view.getHeldMinor(),
                                    fold.balanceMinor,
                                    fold.currency,
                                    fold.heldMinor));
        } else {
            equal++;
        }
    }

    private List<String> behind(Map<String, BookProgress> progress) {
        return log.books().keySet().stream()
                .filter(
                        book ->
                                !progress.containsKey(book)
                                        || progress.get(book).getSequence()
                                                < log.books().get(book).chain.lastSequence())
                .toList();
    }

    private static Map<String, BookProgress> progress(ViewSource views) {
        return views.progress().stream()
                .collect(Collectors.toMap(BookProgress::getBook, p -> p, (a, b) -> b));
    }
}
