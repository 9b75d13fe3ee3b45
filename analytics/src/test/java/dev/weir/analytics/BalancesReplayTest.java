package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.book.v1.TimeAdvanced;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.views.v1.AccountView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalancesReplayTest extends SparkTest {

    private final Log log =
            new Log().openedThree("b").moved("b", "clearing:POS", "ann", 90).held("b", "ann", 25);

    /** What a client of the query service would see of {@link #log}. */
    private final Served served =
            new Served()
                    .at("b", 4)
                    .account("ann", AccountKind.CUSTOMER, 90, 25, 4)
                    .account("bob", AccountKind.CUSTOMER, 0, 0, 1)
                    .account("clearing:POS", AccountKind.SYSTEM, -90, 0, 3);

    @Test
    void allEqualIsExitCodeZero(@TempDir Path folder) throws Exception {
        Path csv = folder.resolve("out/balances.csv");

        Shown shown = replay("--out", csv.toString());

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.lines())
                .containsExactly(
                        "5 records new in the lake",
                        "book b up to sequence 4",
                        "EUR: customer accounts 0.90 EUR, system accounts -0.90 EUR, sum 0.00 EUR",
                        "3 of 3 equal");
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "book,account,currency,kind,balance_minor,held_minor,sequence",
                        "b,ann,EUR,CUSTOMER,90,25,4",
                        "b,bob,EUR,CUSTOMER,0,0,1",
                        "b,clearing:POS,EUR,SYSTEM,-90,0,3");
    }

    @Test
    void aSecondRunAppendsNothingAndSaysTheSame() {
        replay();

        Shown second = replay();

        assertThat(second.lines().getFirst()).isEqualTo("0 records new in the lake");
        assertThat(second.lines().getLast()).isEqualTo("3 of 3 equal");
        assertThat(Bronze.read(spark).count()).isEqualTo(5);
    }

    @Test
    void aPlantedDifferenceIsListedWithExitCodeOne() {
        served.account("ann", AccountKind.CUSTOMER, 91, 25, 4);

        Shown shown = replay();

        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.lines())
                .contains(
                        "different: book b account ann: replayed 0.90 EUR held 0.25 EUR (CUSTOMER),"
                                + " served 0.91 EUR held 0.25 EUR (CUSTOMER)")
                .endsWith("2 of 3 equal");
    }

    @Test
    void aHoldThatDiffersIsADifference() {
        served.account("ann", AccountKind.CUSTOMER, 90, 0, 4);

        assertThat(replay().exitCode()).isEqualTo(1);
    }

    @Test
    void anAccountThatIsNotServedIsADifference() {
        served.accounts.remove("bob");

        assertThat(replay().lines())
                .contains(
                        "different: book b account bob: replayed 0.00 EUR held 0.00 EUR (CUSTOMER), served absent")
                .endsWith("2 of 3 equal");
    }

    @Test
    void anAccountThatIsNotInTheLogIsADifference() {
        served.account("eve", AccountKind.CUSTOMER, 1, 0, 2);

        assertThat(replay().lines())
                .contains(
                        "different: book b account eve: replayed absent, served 0.01 EUR held 0.00 EUR (CUSTOMER)")
                .endsWith("3 of 4 equal");
    }

    @Test
    void aBookThatDoesNotSumToZeroIsUnsoundEvenIfAllAgree() {
        log.append(
                "b",
                dev.weir.contract.ledger.v1.TransferPosted.newBuilder()
                        .addPostings(Log.posting("ann", 1))
                        .build());
        served.at("b", 5).account("ann", AccountKind.CUSTOMER, 91, 25, 5);

        Shown shown = replay();

        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.lines())
                .contains(
                        "EUR: customer accounts 0.91 EUR, system accounts -0.90 EUR, sum 0.01 EUR");
    }

    @Test
    void accountsThatMovedOnMeanwhileAreComparedAtTheirOwnPosition() {
        served.beforeAccounts =
                () -> {
                    log.moved("b", "ann", "bob", 7)
                            .opened("b", "cid", "EUR", AccountKind.CUSTOMER)
                            .moved("b", "bob", "cid", 2)
                            .moved("b", "cid", "bob", 1);
                    // bob's view is older than the log's end by now, cid's is the newest but one
                    served.account("ann", AccountKind.CUSTOMER, 83, 25, 5)
                            .account("bob", AccountKind.CUSTOMER, 7, 0, 5)
                            .account("cid", AccountKind.CUSTOMER, 2, 0, 7);
                };

        Shown shown = replay();

        assertThat(shown.lines()).endsWith("4 of 4 equal").contains("book b up to sequence 4");
        assertThat(shown.exitCode()).isZero();
    }

    @Test
    void waitsUntilTheViewsHaveCaughtUp() {
        served.at("b", 3);
        served.onPause = () -> served.at("b", 4);

        assertThat(replay().lines()).endsWith("3 of 3 equal");
        assertThat(served.pauses).isEqualTo(1);
    }

    @Test
    void viewsThatDoNotCatchUpAreAFailedCheck() {
        served.at("b", 3);

        assertThatThrownBy(this::replay)
                .isInstanceOfSatisfying(
                        ReplayFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
                .hasMessageContaining("behind the log")
                .hasMessageContaining("{b=3}");
    }

    @Test
    void aHoleInTheSequenceIsAFailedCheck() {
        log.appendAt("b", 6, TimeAdvanced.getDefaultInstance());

        assertThatThrownBy(this::replay)
                .isInstanceOf(ReplayFailure.class)
                .hasMessage("book b has 6 records and ends at sequence 6: it is not dense");
    }

    @Test
    void comparesOneBookAlone() {
        log.opened("other", "x", "EUR", AccountKind.CUSTOMER);

        Shown shown = replay("--book", "b");

        assertThat(shown.lines())
                .endsWith("3 of 3 equal")
                .noneMatch(line -> line.contains("other"));
        assertThat(Bronze.read(spark).count()).isEqualTo(6);
    }

    @Test
    void aBookThatTheLogDoesNotHaveIsAFailedCheck() {
        assertThatThrownBy(() -> replay("--book", "none"))
                .isInstanceOf(ReplayFailure.class)
                .hasMessage("the log has no book none");
    }

    @Test
    void printsJsonForScripts() {
        assertThat(replay("--json").lines())
                .containsExactly(
                        "{\"kind\":\"balances\",\"events_new\":5,\"positions\":{\"b\":4},"
                                + "\"totals\":[{\"currency\":\"EUR\",\"customer_accounts\":\"0.90\","
                                + "\"system_accounts\":\"-0.90\",\"sum\":\"0.00\"}],"
                                + "\"accounts\":3,\"equal\":3,\"differences\":[]}");
    }

    private record Shown(int exitCode, List<String> lines) {}

    private Shown replay(String... arguments) {
        ReplayOptions options = ReplayOptions.parse(List.of(arguments));
        BalancesReport report =
                new BalancesReplay(spark, log, served, duration -> served.paused())
                        .run(options.book());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int exitCode =
                ReplayMain.show(
                        report, options, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Shown(exitCode, bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** A query service in memory, with one book that has accounts. */
    private static final class Served implements ServedAccounts {
        private final Map<String, Long> progress = new HashMap<>();
        private final Map<String, AccountView> accounts = new HashMap<>();
        private Runnable beforeAccounts = () -> {};
        private Runnable onPause = () -> {};
        private int pauses;

        Served at(String book, long sequence) {
            progress.put(book, sequence);
            return this;
        }

        Served account(String id, AccountKind kind, long balance, long held, long sequence) {
            accounts.put(
                    id,
                    AccountView.newBuilder()
                            .setBook("b")
                            .setAccountId(id)
                            .setCurrency("EUR")
                            .setKind(kind)
                            .setBalanceMinor(balance)
                            .setHeldMinor(held)
                            .setSequence(sequence)
                            .build());
            return this;
        }

        void paused() {
            pauses++;
            onPause.run();
        }

        @Override
        public Map<String, Long> progress() {
            return Map.copyOf(progress);
        }

        @Override
        public List<AccountView> accounts(String book, long sequence) {
            assertThat(book).isEqualTo("b");
            assertThat(progress.get(book)).isGreaterThanOrEqualTo(sequence);
            beforeAccounts.run();
            return new ArrayList<>(accounts.values());
        }
    }
}
