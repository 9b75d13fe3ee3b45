package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import dev.weir.query.read.Snapshots;
import dev.weir.query.wait.PositionWaits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that get stuck: their callers are answered all the same. */
@ServiceTest
class AnswersTest extends ViewsTest {
    private static final String BOOK = "stuck";

    @Inject Snapshots snapshots;
    @Inject PositionWaits waits;

    private final CountDownLatch released = new CountDownLatch(1);
    private Answers hurried;

    @BeforeEach
    void hurry() {
        hurried = new Answers(snapshots, waits, new SimpleMeterRegistry(), Duration.ofMillis(100));
        topic.views(0, account(BOOK, "a", 1, 10), progress(BOOK, 1));
        awaitPosition(BOOK, 1);
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void aStuckReadIsAnswered() {
        assertUnavailable(hurried.book(BOOK, new ReadRequest(), sql -> stuck()));
    }

    @Test
    void aStuckReadThatWaitedIsAnswered() {
        ReadRequest request = new ReadRequest();
        request.position = BOOK + ":1";
        assertUnavailable(hurried.book(BOOK, request, sql -> stuck()));
    }

    @Test
    void aStuckReadOfNoBookIsAnswered() {
        assertUnavailable(hurried.plain(this::stuck));
    }

    private AccountPage stuck() throws SQLException {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
        return AccountPage.getDefaultInstance();
    }

    private static void assertUnavailable(Uni<Response> answer) {
        Problem problem =
                catchThrowableOfType(
                        Problem.class, () -> answer.await().atMost(Duration.ofSeconds(20)));
        assertThat(problem.code()).isEqualTo(ProblemCode.STORE_UNAVAILABLE);
    }
}
