package dev.weir.query.wait;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.query.Client.Answer;
import dev.weir.query.Position;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Read your writes. */
@ServiceTest
class PositionWaitsTest extends ViewsTest {
    @Inject DataSource source;
    @Inject PositionWaits waits;

    @Test
    void anAnswerWaitsForTheWriteThatItMustInclude() throws Exception {
        topic.views(0, account("ryw", "alice", 1, 10), progress("ryw", 1));
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> read("ryw", "ryw:2", 10_000));
        await().until(() -> isWaiting("ryw"));

        topic.views(0, account("ryw", "alice", 2, 20), progress("ryw", 2));

        Answer arrived = answer.get(20, TimeUnit.SECONDS);
        assertThat(arrived.status()).isEqualTo(200);
        assertThat(arrived.json().getString("balance_minor")).isEqualTo("20");
        assertThat(arrived.header("Weir-Position")).isEqualTo("ryw:2");
        assertThat(Long.parseLong(arrived.header("Weir-Waited-Millis"))).isBetween(1L, 10_000L);
    }

    @Test
    void aBookThatIsNotThereYetIsWaitedFor() throws Exception {
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> read("newborn", "newborn:0", 10_000));
        await().until(() -> isWaiting("newborn"));
        topic.views(1, account("newborn", "alice", 0, 0), progress("newborn", 0));
        assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void whatAnotherNodeAppliedIsSeenToo() throws Exception {
        topic.views(0, account("other", "alice", 1, 10), progress("other", 1));
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> read("other", "other:5", 10_000));
        await().until(() -> isWaiting("other"));
        storeProgress("other", 5);
        Answer arrived = answer.get(20, TimeUnit.SECONDS);
        assertThat(arrived.header("Weir-Position")).isEqualTo("other:5");
        assertThat(Long.parseLong(arrived.header("Weir-Waited-Millis"))).isLessThan(10_000);
    }

    @Test
    void aPositionThatIsNotReachedInTimeIsToldWithTheOneThatIs() {
        topic.views(0, account("late", "alice", 3, 10), progress("late", 3));
        assertThat(read("late", "late:3", 10_000).status()).isEqualTo(200);

        Answer answer = read("late", "late:4", 120);
        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.code()).isEqualTo("POSITION_NOT_REACHED");
        assertThat(answer.json().getJsonObject("parameters").getString("reached")).isEqualTo("3");
        assertThat(answer.header("Weir-Position")).isEqualTo("late:3");
        assertThat(Long.parseLong(answer.header("Weir-Waited-Millis"))).isGreaterThanOrEqualTo(120);
    }

    @Test
    void anAccountThatIsNotThereYetIsNotSaidToBeUnknown() {
        topic.views(0, account("young", "bob", 3, 10), progress("young", 3));
        assertThat(read("young", "young:3", 10_000).code()).isEqualTo("ACCOUNT_UNKNOWN");

        assertThat(read("young", "young:4", 120).code()).isEqualTo("POSITION_NOT_REACHED");
    }

    @Test
    void withoutAWaitAnUnreachedPositionIsRefusedAtOnce() {
        topic.views(0, account("atonce", "alice", 3, 10), progress("atonce", 3));
        assertThat(read("atonce", "atonce:3", 10_000).status()).isEqualTo(200);
        assertThat(read("atonce", "atonce:4", 0).status()).isEqualTo(412);
    }

    @Test
    void aReachedPositionThatTheTablesLostIsWaitedForAgain() throws Exception {
        topic.views(0, account("lost", "alice", 9, 10), progress("lost", 9));
        assertThat(read("lost", "lost:9", 10_000).status()).isEqualTo(200);
        storeProgress("lost", 8);
        assertThat(read("lost", "lost:9", 150).code()).isEqualTo("POSITION_NOT_REACHED");
        assertThat(isReached("lost", 9)).isFalse();
    }

    @Test
    void noWaiterIsLeftBehind() {
        topic.views(0, account("tidy", "alice", 1, 10), progress("tidy", 1));
        read("tidy", "tidy:1", 10_000);
        read("tidy", "tidy:2", 60);
        await().untilAsserted(() -> assertThat(isWaiting("tidy")).isFalse());
    }

    @Test
    void theApplierTellsItsReadersItself() {
        topic.views(0, account("told", "alice", 5, 10), progress("told", 5));
        // Nobody waits for this book, so that it is not looked for in the table.
        await().until(() -> isReached("told", 5));
        assertThat(isReached("told", 6)).isFalse();
    }

    @Test
    void oneReaderMoreThanMayWaitIsToldToComeBack() {
        topic.views(0, account("full", "alice", 1, 10), progress("full", 1));
        assertThat(read("full", "full:1", 10_000).status()).isEqualTo(200);
        List<Cancellable> crowd =
                IntStream.range(0, PositionWaits.WAITERS_MAX)
                        .mapToObj(i -> new Position("full", 2 + i))
                        .map(wanted -> waits.await(wanted, Duration.ofMinutes(1)))
                        .map(waiting -> waiting.subscribe().with(woken -> {}))
                        .toList();
        try {
            Answer answer = read("full", "full:2", 10_000);
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.code()).isEqualTo("OVERLOADED");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        } finally {
            crowd.forEach(Cancellable::cancel);
        }
        assertThat(read("full", "full:2", 0).code()).isEqualTo("POSITION_NOT_REACHED");
    }

    @Test
    void aReaderWhoHangsUpIsNoWaiterAnyMore() {
        Cancellable reading =
                waits.await(new Position("hung-up", 1), Duration.ofMinutes(1))
                        .subscribe()
                        .with(woken -> {});
        assertThat(isWaiting("hung-up")).isTrue();
        reading.cancel();
        assertThat(isWaiting("hung-up")).isFalse();
    }

    @Test
    void aWaitOfLessThanAMillisecondEndsToo() {
        Uni<Boolean> waiting = waits.await(new Position("brief", 1), Duration.ofNanos(400_000));
        assertThat(waiting.await().atMost(Duration.ofSeconds(20))).isFalse();
    }

    @Test
    void everyShortWaitIsAnswered() throws Exception {
        topic.views(0, account("short", "alice", 1, 10), progress("short", 1));
        assertThat(read("short", "short:1", 10_000).status()).isEqualTo(200);
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Future<Answer>> answers =
                    IntStream.range(0, 100)
                            .mapToObj(
                                    i -> callers.submit(() -> read("short", "short:2", 1 + i % 3)))
                            .toList();
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().code()).isEqualTo("POSITION_NOT_REACHED");
            }
        }
    }

    private Answer read(String book, String position, int waitMillis) {
        return reader.get(
                "/v1/books/" + book + "/accounts/alice?wait_millis=" + waitMillis,
                "Weir-Position",
                position);
    }

    private boolean isReached(String book, long sequence) {
        return waits.await(new Position(book, sequence), Duration.ZERO).await().indefinitely();
    }

    private boolean isWaiting(String book) {
        return waits.isAwaited(book);
    }

    private void storeProgress(String book, long sequence) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE book_progress SET sequence = ? WHERE book = ?")) {
            update.setLong(1, sequence);
            update.setString(2, book);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }
}
