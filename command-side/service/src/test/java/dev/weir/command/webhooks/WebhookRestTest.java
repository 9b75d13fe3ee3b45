package dev.weir.command.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.command.support.Http;
import dev.weir.command.support.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Subscriptions from their creation over REST to what becomes of their deliveries. */
@QuarkusTest
class WebhookRestTest extends ServiceTest {
    @Test
    void aPaymentIsToldFromTheCommandToTheReceiverAndShownInTheLog() {
        try (Receiver receiver = new Receiver(call -> 200)) {
            String secret = subscribe(receiver.url());
            openAccount("alice");
            deposit("alice", 10_000);
            pay("p1", "approve");
            pay("p2", "refer");

            List<Receiver.Call> calls = receiver.await(3);

            assertThat(calls)
                    .extracting(call -> call.header("weir-webhook-kind"))
                    .containsExactlyInAnyOrder(
                            "payment.approved", "payment.referred", "alert.raised");
            assertThat(calls).allMatch(call -> call.isSignedBy(secret));
            await().atMost(Duration.ofSeconds(30)).until(() -> delivered() == 3);
            String one = calls.getFirst().id();
            Http.Reply shown = http.get(path() + "/deliveries?limit=5&id=" + one);
            assertThat(shown.json().getAsJsonArray("attempts")).hasSize(1);
            assertThat(shown.text()).contains("\"state\":\"DELIVERED\"", "\"status\":200");

            Http.Reply replayed = http.post(path() + "/replay?id=" + one, "");
            assertThat(replayed.status()).isEqualTo(200);
            assertThat(replayed.field("queued")).isEqualTo("1");
            assertThat(receiver.await(4).getLast().id()).isEqualTo(one);
            assertThat(anonymous().get("/q/metrics").text())
                    .contains("weir_webhooks_turns_total{outcome=\"delivered\"}");
        }
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        subscribe("https://x.test/");
        assertThat(http.get("/v1/control/subscriptions/none/deliveries").outcome())
                .isEqualTo("404 SUBSCRIPTION_UNKNOWN");
        assertThat(http.get(path() + "/deliveries?limit=0").outcome())
                .isEqualTo("400 FIELD_INVALID");
        assertThat(http.post(path() + "/replay", "").outcome()).isEqualTo("400 FIELD_INVALID");
        assertThat(http.post(path() + "/replay?from=yesterday", "").outcome())
                .isEqualTo("400 FIELD_INVALID");
        assertThat(anonymous().get(path() + "/deliveries").outcome())
                .isEqualTo("401 TOKEN_MISSING");
        Http reader = anonymous().withToken(tokenFor(Set.of("reader"), Set.of("*")));
        assertThat(reader.get(path() + "/deliveries").status()).isEqualTo(200);
        assertThat(reader.post(path() + "/replay?from=2026-01-01T00:00:00Z", "").outcome())
                .isEqualTo("403 ROLE_MISSING");
        assertThat(
                        anonymous()
                                .withToken(tokenFor(Set.of("admin"), Set.of(book)))
                                .get(path() + "/deliveries")
                                .outcome())
                .isEqualTo("403 BOOK_FORBIDDEN");
        http.post(path() + "/remove", "{}");
        assertThat(http.post(path() + "/replay?from=2026-01-01T00:00:00Z", "").outcome())
                .isEqualTo("404 SUBSCRIPTION_UNKNOWN");
        assertThat(http.get(path() + "/deliveries").status()).isEqualTo(200);
    }

    private String subscribe(String url) {
        Http.Reply created =
                http.post(
                        "/v1/control/subscriptions",
                        ("{\"subscription_id\":\"w-%s\",\"url\":\"%s\",\"books\":[\"%s\"],"
                                        + "\"topics\":[\"ALERTS\",\"DECISIONS\"]}")
                                .formatted(book, url, book));
        assertThat(created.status()).isEqualTo(201);
        return created.field("secret");
    }

    private String path() {
        return "/v1/control/subscriptions/w-" + book;
    }

    private long delivered() {
        return http.get(path() + "/deliveries").json().getAsJsonArray("attempts").asList().stream()
                .filter(attempt -> attempt.toString().contains("DELIVERED"))
                .count();
    }

    private void pay(String payment, String merchant) {
        post(
                "/payments",
                ("{'payment_id':'%s','account_id':'alice','amount_minor':1,'currency':'EUR',"
                                + "'channel':'POS','merchant_id':'%s','deadline_millis':20000}")
                        .formatted(payment, merchant));
    }
}
