package dev.weir.eventstore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookProgress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ViewCheckTest {

    @Test
    void findsViewsEqualToTheLog() {
        assertThat(problems(4, view("alice", 100, 30), view("clearing:ATM", -100, 0))).isEmpty();
    }

    @Test
    void namesADifferentBalance() {
        assertThat(problems(4, view("alice", 101, 30), view("clearing:ATM", -100, 0)))
                .singleElement()
                .asString()
                .contains("account alice: the views show 101 EUR held 30, the log folds to 100");
    }

    @Test
    void namesAMissingAndASurplusAccount() {
        assertThat(problems(4, view("alice", 100, 30), view("mallory", 1, 0)))
                .anyMatch(text -> text.contains("mallory is in the views but not in the log"))
                .anyMatch(text -> text.contains("clearing:ATM is not in the views"));
    }

    @Test
    void namesAnUnsoundAccount() {
        AccountView unsound = view("alice", 100, 30).toBuilder().setUnsound(true).build();

        assertThat(problems(4, unsound, view("clearing:ATM", -100, 0)))
                .singleElement()
                .asString()
                .contains("unsound");
    }

    @Test
    void waitsForViewsThatLagAndNamesThoseThatStay() {
        AtomicInteger asked = new AtomicInteger();
        ViewSource catchingUp =
                source(
                        () -> asked.incrementAndGet() < 3 ? 2 : 4,
                        view("alice", 100, 30),
                        view("clearing:ATM", -100, 0));

        assertThat(problems(catchingUp)).isEmpty();
        assertThat(asked).hasValue(3);
        assertThat(problems(3, view("alice", 100, 30), view("clearing:ATM", -100, 0)))
                .containsExactly("book main, sequence 4: the views stand at 3");
    }

    @Test
    void leavesOutWhatWasWrittenMeanwhile() {
        AccountView newer = view("alice", 55, 0).toBuilder().setSequence(9).build();

        assertThat(problems(9, newer, view("clearing:ATM", -100, 0))).isEmpty();
    }

    private static AccountView view(String id, long balance, long held) {
        return AccountView.newBuilder()
                .setAccountId(id)
                .setSequence(3)
                .setCurrency("EUR")
                .setBalanceMinor(balance)
                .setHeldMinor(held)
                .build();
    }

    private static List<String> problems(long progress, AccountView... accounts) {
        return problems(source(() -> progress, accounts));
    }

    private static List<String> problems(ViewSource views) {
        Findings findings = new Findings();
        FactStore facts = new FactStore(1);
        LogCheck log =
                new LogCheck(
                        findings,
                        facts,
                        new CheckpointCheck(findings, Optional.empty(), facts, List.of()));
        SmallLog.sound().records().forEach(log::next);
        AtomicInteger patience = new AtomicInteger(5);
        new ViewCheck(log, findings, facts).check(views, () -> patience.decrementAndGet() > 0);
        facts.close();
        return findings.kept().stream().map(Problem::sentence).toList();
    }

    private static ViewSource source(
            java.util.function.LongSupplier progress, AccountView... accounts) {
        return new ViewSource() {
            @Override
            public List<BookProgress> progress() {
                return List.of(
                        BookProgress.newBuilder()
                                .setBook(SmallLog.BOOK)
                                .setSequence(progress.getAsLong())
                                .build());
            }

            @Override
            public void accounts(String book, Consumer<AccountView> consumer) {
                List.of(accounts).forEach(consumer);
            }
        };
    }
}
