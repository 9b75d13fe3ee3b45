package dev.weir.query.apply;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.entry;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.contract.Topics;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What a reader sees of a book is the state behind a command, whenever it looks. */
@ServiceTest
class WholeCutsTest extends ViewsTest {
    private static final String ACCOUNT = AccountView.getDescriptor().getFullName();

    @Inject DataSource source;
    @Inject ViewStore store;

    @Test
    void halfARunIsNotShownUntilItsEndIsRead() {
        begin("half", 0);
        topic.views(0, account("half", "a", 2, -5), entry("half", "a", 2, 0, -5, -5));
        marker("half-marker", 1);
        assertThat(balances("half")).containsExactly("0", "0");
        assertThat(entries("half")).isEmpty();

        topic.views(0, account("half", "b", 2, 5), entry("half", "b", 2, 1, 5, 5));
        marker("half-marker", 2);
        assertThat(balances("half")).containsExactly("0", "0");

        topic.views(0, progress("half", 2));
        awaitPosition("half", 2);
        assertThat(balances("half")).containsExactly("-5", "5");
        assertThat(entries("half")).containsExactly("-5");
    }

    @Test
    void aNodeThatTakesThePartitionOverReadsTheBeginningOfTheRunAgain() throws Exception {
        begin("taken", 0);
        long first = topic.raw(0, ACCOUNT, account("taken", "a", 2, -5).build().toByteArray());
        marker("taken-marker", 1);
        assertThat(store.position(0)).hasValue(first);

        takeAllPartitionsFromTheService();

        topic.views(0, account("taken", "b", 2, 5), progress("taken", 2));
        awaitPosition("taken", 2);
        assertThat(balances("taken")).containsExactly("-5", "5");
        assertThat(store.position(0).orElseThrow()).isGreaterThan(first);
    }

    @Test
    void aRunIsWrittenOnceItsEndIsThereAlthoughThePositionWasMovedMeanwhile() throws Exception {
        begin("moved", 0);
        long first = topic.raw(0, ACCOUNT, account("moved", "a", 2, -5).build().toByteArray());
        marker("moved-marker", 1);
        try (Connection connection = source.getConnection();
                PreparedStatement back =
                        connection.prepareStatement(
                                "UPDATE topic_position SET next_offset = next_offset - 2"
                                        + " WHERE topic = ? AND partition = 0")) {
            back.setString(1, Topics.VIEWS);
            assertThat(back.executeUpdate()).isEqualTo(1);
        }
        marker("moved-marker", 2);
        assertThat(balances("moved")).containsExactly("0", "0");
        assertThat(store.position(0)).hasValue(first);

        topic.views(0, account("moved", "b", 2, 5), progress("moved", 2));
        awaitPosition("moved", 2);
        assertThat(balances("moved")).containsExactly("-5", "5");
    }

    @Test
    void aViewThatTheDatabaseRefusesDoesNotCutTheRun() throws SQLException {
        begin("refusing", 0);
        // Too long for an index row, and not to be compressed.
        StringBuilder customer = new StringBuilder();
        new SplittableRandom(7).ints(9_000, 0x4e00, 0x9fff).forEach(customer::appendCodePoint);
        topic.views(0, account("refusing", "a", 2, -5));
        long refused =
                topic.raw(
                        0,
                        ACCOUNT,
                        account("refusing", "c", 2, 0)
                                .setCustomerId(customer.toString())
                                .build()
                                .toByteArray());
        marker("refusing-marker", 1);
        assertThat(balances("refusing")).containsExactly("0", "0");
        assertThat(letters(refused)).isZero();

        topic.views(0, account("refusing", "b", 2, 5), progress("refusing", 2));
        awaitPosition("refusing", 2);
        assertThat(balances("refusing")).containsExactly("-5", "5");
        assertThat(letters(refused)).isEqualTo(1);
    }

    @Test
    void theAccountsOfABookSumToZeroWheneverOneLooks() throws Exception {
        int transfers = 150;
        begin("sum-1", 1_000);
        begin("sum-2", 1_000);
        AtomicBoolean written = new AtomicBoolean();
        try (ExecutorService looking = Executors.newSingleThreadExecutor()) {
            Future<List<Long>> sums =
                    looking.submit(
                            () -> {
                                List<Long> seen = new ArrayList<>();
                                while (!written.get()) {
                                    for (String book : List.of("sum-1", "sum-2")) {
                                        seen.add(
                                                balances(book).stream()
                                                        .mapToLong(Long::parseLong)
                                                        .sum());
                                    }
                                }
                                return seen;
                            });
            for (int i = 1; i <= transfers; i++) {
                // Each record alone, and the books in turn, so that every cut is tried.
                for (String account : List.of("a", "b")) {
                    for (String book : List.of("sum-1", "sum-2")) {
                        topic.views(
                                0,
                                account(
                                        book,
                                        account,
                                        i + 1,
                                        account.equals("a") ? 1_000 - i : i - 1_000));
                    }
                }
                topic.views(0, progress("sum-1", i + 1), progress("sum-2", i + 1));
            }
            awaitPosition("sum-2", transfers + 1);
            written.set(true);
            assertThat(sums.get()).hasSizeGreaterThan(20).containsOnly(0L);
        }
        assertThat(balances("sum-1")).containsExactly("850", "-850");
    }

    private void begin(String book, long balance) {
        topic.views(
                0,
                account(book, "a", 1, balance),
                account(book, "b", 1, -balance),
                progress(book, 1));
        awaitPosition(book, 1);
    }

    /** What was written before it has been read once its own book has the sequence. */
    private void marker(String book, long sequence) {
        topic.views(0, account(book, "m", sequence, 0), progress(book, sequence));
        awaitPosition(book, sequence);
    }

    /** Another member joins and leaves again: partitions are given out anew both times. */
    private static void takeAllPartitionsFromTheService() {
        try (KafkaConsumer<byte[], byte[]> other =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                ConfigProvider.getConfig().getValue("weir.kafka", String.class),
                                "group.id",
                                "weir-query",
                                "enable.auto.commit",
                                "false",
                                "auto.offset.reset",
                                "latest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            other.subscribe(List.of(Topics.VIEWS));
            await().atMost(SOON)
                    .until(
                            () -> {
                                other.poll(Duration.ofMillis(100));
                                return !other.assignment().isEmpty();
                            });
        }
    }

    private List<String> balances(String book) {
        return reader.get("/v1/books/" + book + "/accounts").each("accounts", "balance_minor");
    }

    private List<String> entries(String book) {
        return reader.get("/v1/books/" + book + "/accounts/a/entries")
                .each("entries", "amount_minor");
    }

    private int letters(long offset) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT count(*) FROM dead_letter"
                                        + " WHERE partition = 0 AND at_offset = ?")) {
            select.setLong(1, offset);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
