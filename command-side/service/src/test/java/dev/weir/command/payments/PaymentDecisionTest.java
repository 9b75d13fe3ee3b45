package dev.weir.command.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.support.Http;
import dev.weir.command.support.LogLines;
import dev.weir.command.support.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PaymentDecisionTest extends ServiceTest {
    /** Long enough for a decision to come first on the busiest machine. */
    private static final int AMPLE_MILLIS = 20_000;

    private static final int SHORT_MILLIS = 200;

    @BeforeEach
    void openAccounts() {
        openAccount("alice");
        deposit("alice", 100_000);
    }

    @Test
    void answersWithTheDecisionOfTheJob() {
        Http.Reply approved = pay("p1", "approve", 1_000, AMPLE_MILLIS);
        assertThat(approved.status()).isEqualTo(201);
        assertThat(approved.payment("outcome")).isEqualTo("APPROVED");
        assertThat(approved.payment("basis")).isEqualTo("DECIDE_JOB");
        assertThat(approved.payment("captured_minor")).isEqualTo("1000");
        Http.Reply declined = pay("p2", "decline", 1_000, AMPLE_MILLIS);
        assertThat(declined.status()).isEqualTo(201);
        assertThat(declined.payment("outcome")).isEqualTo("DECLINED");
        Http.Reply referred = pay("p3", "refer", 1_000, AMPLE_MILLIS);
        assertThat(referred.status()).isEqualTo(202);
        assertThat(referred.payment("outcome")).isEqualTo("REFERRED");
    }

    @Test
    void namesTheRecordOfTheDecisionAsPosition() {
        Http.Reply approved = pay("p1", "approve", 1_000, AMPLE_MILLIS);
        List<String> types = LogLines.typesOf(book);
        assertThat(approved.position()).isEqualTo(book + ":" + (types.size() - 1));
        assertThat(types)
                .contains("PaymentRequested")
                .endsWith("PaymentApproved", "PaymentCaptured");
    }

    @Test
    void fallsBackByPolicyWhenNoDecisionComes() {
        Http.Reply small = pay("p1", "silent", 4_999, SHORT_MILLIS);
        assertThat(small.status()).isEqualTo(201);
        assertThat(small.payment("outcome")).isEqualTo("APPROVED");
        assertThat(small.payment("basis")).isEqualTo("FALLBACK");
        assertThat(small.payment("late_step")).isNotEmpty();
        Http.Reply large = pay("p2", "silent", 5_000, SHORT_MILLIS);
        assertThat(large.status()).isEqualTo(202);
        assertThat(large.payment("outcome")).isEqualTo("REFERRED");
    }

    @Test
    void whatIsInShadowDecidesNothing() {
        Http.Reply paid = pay("p1", "shadow", 1_000, 2_000);
        assertThat(paid.payment("outcome")).isEqualTo("APPROVED");
        assertThat(paid.payment("basis")).isEqualTo("FALLBACK");
        assertThat(LogLines.typesOf(book)).doesNotContain("LateDecisionRecorded");
    }

    @Test
    void recordsALateDecisionBesideTheFallback() {
        Http.Reply small = pay("p1", "late", 1_000, SHORT_MILLIS);
        assertThat(small.payment("basis")).isEqualTo("FALLBACK");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(LogLines.typesOf(book)).contains("LateDecisionRecorded"));
        Http.Reply again = pay("p1", "late", 1_000, SHORT_MILLIS);
        assertThat(again.payment("outcome")).isEqualTo("APPROVED");
        assertThat(again.field("repeated")).isEqualTo("true");
    }

    @Test
    void aRetryInFlightGetsTheSameAnswer() {
        CompletableFuture<Http.Reply> first =
                CompletableFuture.supplyAsync(() -> pay("p1", "silent", 1_000, 2_000));
        CompletableFuture<Http.Reply> second =
                CompletableFuture.supplyAsync(() -> pay("p1", "silent", 1_000, 2_000));
        assertThat(first.join().position()).isEqualTo(second.join().position());
        assertThat(first.join().payment("outcome")).isEqualTo("APPROVED");
        assertThat(LogLines.typesOf(book)).containsOnlyOnce("PaymentRequested", "PaymentApproved");
    }

    @Test
    void aPaymentOfThePastWaitsForItsDecisionWithoutADeadline() {
        String silent = item("p1", "silent", "REPLAYED");
        String approved = item("p2", "approve", "REPLAYED");
        String history = item("p3", "silent", "HISTORY");
        Http.Reply batch =
                post("/batch", "{'items':[" + silent + "," + approved + "," + history + "]}");
        assertThat(batch.status()).isEqualTo(200);
        assertThat(batch.text()).contains("IMPORTED");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(LogLines.typesOf(book))
                                        .filteredOn("PaymentApproved"::equals)
                                        .hasSize(2));
        assertThat(post("/batch", "{'items':[" + silent + "]}").text())
                .contains("\"repeated\":true")
                .doesNotContain("outcome\":\"");
    }

    private static String item(String id, String merchant, String mode) {
        return ("{'payment':{'mode':'%s','payment':{'payment_id':'%s','account_id':'alice',"
                        + "'amount_minor':100,'currency':'EUR','channel':'POS','merchant_id':'%s'}}}")
                .formatted(mode, id, merchant);
    }

    /** Asks again while the book is busy: at a stall of the machine a short deadline is refused. */
    private Http.Reply pay(String id, String merchant, long minor, int deadlineMillis) {
        String body =
                ("{'payment_id':'%s','account_id':'alice','amount_minor':%d,'currency':'EUR',"
                                + "'channel':'POS','merchant_id':'%s','deadline_millis':%d}")
                        .formatted(id, minor, merchant, deadlineMillis);
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> post("/payments", body), reply -> reply.status() != 429);
    }
}
