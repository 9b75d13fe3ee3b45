package dev.weir.query.apply;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.alert;
import static dev.weir.query.TestViews.bookTransfer;
import static dev.weir.query.TestViews.caseOf;
import static dev.weir.query.TestViews.change;
import static dev.weir.query.TestViews.entry;
import static dev.weir.query.TestViews.hold;
import static dev.weir.query.TestViews.holdChange;
import static dev.weir.query.TestViews.payment;
import static dev.weir.query.TestViews.progress;
import static dev.weir.query.TestViews.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.query.Client;
import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Through the real topic into the real tables. */
@ServiceTest
class ApplyTest extends ViewsTest {
    private static final List<String> COUNTERS =
            List.of(
                    "weir_views_records_total",
                    "weir_views_rows_total",
                    "weir_views_dead_letters_total",
                    "weir_views_apply_seconds_count");

    @Inject DataSource source;
    @Inject ViewStore store;

    @Test
    void everyKindOfViewOfTheTopicIsStored() {
        Map<Message, String> examples =
                Map.ofEntries(
                        Map.entry(account("all", "alice", 3, 500).build(), "account"),
                        Map.entry(entry("all", "alice", 3, 0, 500, 500).build(), "entry"),
                        Map.entry(holdChange("all", "alice", 3, 5, 5).build(), "hold_change"),
                        Map.entry(
                                change("all", "alice", 3, "AccountOpened", AccountStatus.OPEN)
                                        .build(),
                                "account_change"),
                        Map.entry(transfer("all", "t1", 3, 500).build(), "transfer"),
                        Map.entry(payment("all", "p1", 4).build(), "payment"),
                        Map.entry(alert("all", "p1", 5).build(), "alert"),
                        Map.entry(caseOf("all", "p1", 5).build(), "case_file"),
                        Map.entry(hold("all", "h1", 5).build(), "hold"),
                        Map.entry(bookTransfer("all", "t1", 5).build(), "book_transfer"),
                        Map.entry(progress("all", 5), "book_progress"));
        assertThat(examples.keySet())
                .extracting(view -> view.getDescriptorForType().getFullName())
                .containsExactlyInAnyOrderElementsOf(ViewReader.types());

        // Progress last, as the views job writes it.
        topic.views(
                0,
                examples.keySet().stream()
                        .sorted(Comparator.comparing(view -> view instanceof BookProgress))
                        .toArray(Message[]::new));

        awaitPosition("all", 5);
        examples.forEach(
                (view, table) ->
                        await().atMost(SOON)
                                .untilAsserted(
                                        () ->
                                                assertThat(views(table, "all"))
                                                        .containsExactly(view.toByteArray())));
    }

    @Test
    void anOlderViewIsIgnoredAndANewerOneReplaces() {
        topic.views(0, account("age", "alice", 7, 700), progress("age", 7));
        awaitPosition("age", 7);
        topic.views(
                0,
                account("age", "alice", 6, 600),
                progress("age", 6),
                account("age", "bob", 8, 800),
                progress("age", 8));
        awaitPosition("age", 8);
        assertThat(reader.get("/v1/books/age/accounts").each("accounts", "balance_minor"))
                .containsExactly("700", "800");

        topic.views(0, account("age", "alice", 9, 900), progress("age", 9));
        awaitPosition("age", 9);
        assertThat(reader.get("/v1/books/age/accounts").each("accounts", "balance_minor"))
                .containsExactly("900", "800");
    }

    @Test
    void theNewestOfOneBatchWinsWhateverItsOrder() {
        topic.views(
                1,
                account("order", "alice", 3, 300),
                account("order", "alice", 2, 200),
                account("order", "alice", 1, 100),
                progress("order", 3));
        awaitPosition("order", 3);
        assertThat(reader.get("/v1/books/order/accounts").each("accounts", "balance_minor"))
                .containsExactly("300");
    }

    @Test
    void redeliveredViewsChangeNothing() throws SQLException {
        Message[] views = {
            account("twice", "alice", 1, 10).build(),
            entry("twice", "alice", 1, 0, 10, 10).build(),
            payment("twice", "p1", 2).build(),
            progress("twice", 2)
        };
        topic.views(0, views);
        awaitPosition("twice", 2);
        List<byte[]> before = views("entry", "twice");

        topic.views(0, views);
        topic.views(0, progress("twice", 3));
        awaitPosition("twice", 3);
        assertThat(views("entry", "twice")).hasSize(1).containsExactlyElementsOf(before);
        assertThat(views("payment", "twice")).hasSize(1);
    }

    @Test
    void aCorrectedViewOfTheSameSequenceReplaces() {
        topic.views(0, account("fixed", "alice", 1, 10).setUnsound(true), progress("fixed", 1));
        awaitPosition("fixed", 1);
        topic.views(0, account("fixed", "alice", 1, 11), progress("fixed", 2));
        awaitPosition("fixed", 2);
        assertThat(reader.get("/v1/books/fixed/accounts/alice").json().getString("balance_minor"))
                .isEqualTo("11");
    }

    @Test
    void whatCannotBeReadIsSetAsideWithItsReasonAndTheRestGoesOn() throws SQLException {
        String accountType = AccountView.getDescriptor().getFullName();
        long noType = topic.raw(1, null, new byte[] {1});
        long strange = topic.raw(1, "weir.views.v1.Unheard", new byte[] {1});
        long garbage = topic.raw(1, accountType, "no protobuf".getBytes(StandardCharsets.UTF_8));
        long empty = topic.raw(1, accountType, null);
        long nameless = topic.raw(1, accountType, account("aside", "", 1, 1).build().toByteArray());
        long negative =
                topic.raw(1, accountType, account("aside", "alice", -1, 1).build().toByteArray());
        topic.views(1, account("aside", "alice", 1, 1), progress("aside", 1));

        awaitPosition("aside", 1);
        Map<Long, String> reasons =
                Map.of(
                        noType, "ce_type is null",
                        strange, "ce_type is weir.views.v1.Unheard",
                        garbage, "no " + accountType,
                        empty, "no value",
                        nameless, "account_id has 0 characters",
                        negative, "sequence -1");
        for (Map.Entry<Long, String> expected : reasons.entrySet()) {
            assertThat(reasonAt(1, expected.getKey())).contains(expected.getValue());
        }
    }

    @Test
    void aViewThatTheDatabaseRefusesIsSetAsideAlone() throws SQLException {
        // Too long for an index row, and not to be compressed.
        StringBuilder customer = new StringBuilder();
        new SplittableRandom(7).ints(9_000, 0x4e00, 0x9fff).forEach(customer::appendCodePoint);
        AccountView refused =
                account("refused", "big", 2, 1).setCustomerId(customer.toString()).build();
        topic.views(1, account("refused", "a", 1, 1), account("refused", "b", 1, 1));
        long offset =
                topic.raw(1, AccountView.getDescriptor().getFullName(), refused.toByteArray());
        topic.views(1, account("refused", "c", 3, 1), progress("refused", 3));

        awaitPosition("refused", 3);
        assertThat(reader.get("/v1/books/refused/accounts").each("accounts", "account_id"))
                .containsExactly("a", "b", "c");
        assertThat(reasonAt(1, offset)).contains("index row");
    }

    @Test
    void textWithNulIsStoredAndComesBackWhole() {
        topic.views(
                0,
                account("nul", "alice", 1, 1).setCustomerId("a\0b").putMetadata("k", "v\0w"),
                progress("nul", 1));
        awaitPosition("nul", 1);
        assertThat(reader.get("/v1/books/nul/accounts/alice").json().getString("customer_id"))
                .isEqualTo("a\0b");
    }

    @Test
    void ofTwoNodesWithTheSameRecordsOneApplies() throws Exception {
        int partition = 90;
        store.begin(partition, 100);
        ViewBatch batch =
                ViewBatch.of(List.of(new View.Account(account("two", "alice", 1, 1).build())));
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Boolean> node =
                () -> {
                    together.await();
                    try {
                        store.apply(partition, 100, 110, batch, List.of(), List.of());
                        return true;
                    } catch (ViewStore.PositionMoved e) {
                        return false;
                    }
                };
        try (ExecutorService nodes = Executors.newFixedThreadPool(2)) {
            List<Boolean> applied = new ArrayList<>();
            for (Future<Boolean> one : nodes.invokeAll(List.of(node, node))) {
                applied.add(one.get());
            }
            assertThat(applied).containsExactlyInAnyOrder(true, false);
        }
        assertThat(store.position(partition)).hasValue(110);
    }

    @Test
    void aRefusedBatchLeavesNothingBehind() throws Exception {
        int partition = 91;
        store.begin(partition, 5);
        ViewBatch batch =
                ViewBatch.of(List.of(new View.Account(account("undone", "alice", 1, 1).build())));
        try {
            store.apply(partition, 4, 9, batch, List.of(), List.of());
            throw new AssertionError("applied from a position that is not there");
        } catch (ViewStore.PositionMoved e) {
            assertThat(views("account", "undone")).isEmpty();
            assertThat(store.position(partition)).hasValue(5);
        }
    }

    @Test
    void whatIsAppliedIsCounted() throws SQLException {
        Map<String, Double> before =
                COUNTERS.stream().collect(Collectors.toMap(name -> name, ApplyTest::metric));
        long offset = topic.raw(1, null, new byte[] {1});
        topic.views(1, account("counted", "alice", 1, 1), progress("counted", 1));
        awaitPosition("counted", 1);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(COUNTERS)
                                        .allMatch(name -> metric(name) > before.get(name)));
        assertThat(reasonAt(1, offset)).isNotEmpty();
    }

    @Test
    void rewindingThePositionRebuildsWhileTheServiceRuns() throws SQLException {
        topic.views(
                1,
                account("again", "alice", 1, 10),
                entry("again", "alice", 1, 0, 10, 10),
                progress("again", 1));
        awaitPosition("again", 1);
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : List.of("account", "entry", "book_progress")) {
                statement.execute("DELETE FROM " + table + " WHERE book = 'again'");
            }
            statement.execute("UPDATE topic_position SET next_offset = 0 WHERE partition = 1");
            connection.commit();
        }
        assertThat(views("account", "again")).isEmpty();

        // Records that come next make the node see that its position was moved.
        topic.views(1, account("again", "bob", 2, 20), progress("again", 2));
        awaitPosition("again", 2);
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            assertThat(
                                            reader.get("/v1/books/again/accounts")
                                                    .each("accounts", "account_id"))
                                    .containsExactly("alice", "bob");
                            assertThat(views("entry", "again")).hasSize(1);
                        });
        assertThat(metric("weir_views_conflicts_total")).isPositive();
    }

    @Test
    void goesOnWithTheSameBatchWhenItsConnectionsAreCut() throws SQLException {
        topic.views(0, account("cut", "alice", 1, 10), progress("cut", 1));
        awaitPosition("cut", 1);
        int cut = 0;
        // Not from the pools: the connection that cuts survives.
        try (Connection connection = ownConnection();
                PreparedStatement terminate =
                        connection.prepareStatement(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                        + " WHERE application_name LIKE 'weir-query-%'");
                ResultSet rows = terminate.executeQuery()) {
            while (rows.next()) {
                cut++;
            }
        }
        assertThat(cut).isGreaterThan(1);
        assertThat(reader.get("/v1/books/cut/accounts").status()).isEqualTo(200);

        topic.views(0, account("cut", "alice", 2, 20), progress("cut", 2));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                reader.get("/v1/books/cut/accounts")
                                                        .header("Weir-Position"))
                                        .isEqualTo("cut:2"));
    }

    @Test
    void isNotReadyWhilePostgreSqlTakesNoBatchAndGoesOnAfterwards() throws SQLException {
        topic.views(0, account("away", "alice", 1, 10), progress("away", 1));
        awaitPosition("away", 1);
        rename("topic_position", "topic_position_away");
        try {
            topic.views(0, account("away", "alice", 2, 20), progress("away", 2));
            await().atMost(SOON).until(() -> readiness().status() == 503);
            assertThat(readiness().body()).contains("\"postgres_takes_batches\": false");
        } finally {
            rename("topic_position_away", "topic_position");
        }
        awaitPosition("away", 2);
        assertThat(readiness().status()).isEqualTo(200);
    }

    @Test
    void recordsThatAreNotShownYetCountAsLag() {
        topic.views(0, account("lagging", "alice", 1, 10));
        await().atMost(SOON).untilAsserted(() -> assertThat(lag()).isPositive());
        topic.views(0, progress("lagging", 1));
        await().atMost(SOON).untilAsserted(() -> assertThat(lag()).isZero());
    }

    private static double lag() {
        return metric("weir_views_lag");
    }

    private static double metric(String name) {
        return Client.withToken(null)
                .get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static Answer readiness() {
        return Client.withToken(null).get("/q/health/ready");
    }

    private void rename(String table, String name) throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " RENAME TO " + name);
        }
    }

    private static Connection ownConnection() throws SQLException {
        Config config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
    }

    private List<byte[]> views(String table, String book) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT view FROM " + table + " WHERE book = ?")) {
            select.setString(1, book);
            List<byte[]> views = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    views.add(rows.getBytes(1));
                }
            }
            return views;
        }
    }

    private String reasonAt(int partition, long offset) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT reason FROM dead_letter WHERE partition = ? AND at_offset = ?")) {
            select.setInt(1, partition);
            select.setLong(2, offset);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }
}
