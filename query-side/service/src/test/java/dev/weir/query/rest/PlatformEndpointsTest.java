package dev.weir.query.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.query.Client;
import dev.weir.query.ServiceTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is open to everybody: health, metrics and the description of the API. */
@ServiceTest
class PlatformEndpointsTest {
    private static final Set<String> PATHS =
            Set.of(
                    "/v1/books",
                    "/v1/books/{book}/accounts",
                    "/v1/books/{book}/accounts/{account}",
                    "/v1/books/{book}/accounts/{account}/balance",
                    "/v1/books/{book}/accounts/{account}/entries",
                    "/v1/books/{book}/accounts/{account}/history",
                    "/v1/books/{book}/accounts/{account}/statement",
                    "/v1/books/{book}/transfers",
                    "/v1/books/{book}/transfers/{transfer}",
                    "/v1/books/{book}/payments",
                    "/v1/books/{book}/payments/{payment}",
                    "/v1/books/{book}/alerts",
                    "/v1/books/{book}/alerts/{alert}",
                    "/v1/books/{book}/cases",
                    "/v1/books/{book}/cases/{case}",
                    "/v1/books/{book}/holds",
                    "/v1/books/{book}/holds/{hold}",
                    "/v1/books/{book}/interbook-transfers",
                    "/v1/books/{book}/interbook-transfers/{transfer}",
                    "/v1/books/{book}/stream");

    private final Client anybody = Client.withToken(null);

    @Test
    void isReadyOnceTheTopicIsApplied() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(anybody.get("/q/health/ready").status()).isEqualTo(200));
        assertThat(anybody.get("/q/health/ready").body()).contains("postgres_takes_batches");
    }

    @Test
    void tellsWhatTheApplierDoesAndHowLongReadersWait() {
        Client.of("reader").get("/v1/books/none/accounts?wait_millis=0", "Weir-Position", "none:1");
        assertThat(anybody.get("/q/metrics").body())
                .contains(
                        "weir_views_lag",
                        "weir_views_rows_total",
                        "weir_views_apply_seconds_count",
                        "weir_views_records_total",
                        "weir_views_dead_letters_total",
                        "weir_views_conflicts_total",
                        "weir_views_overdue_total",
                        "weir_position_waiters",
                        "weir_position_wait_seconds_count");
    }

    @Test
    void describesEveryCallWithTheContractsMessages() {
        JsonObject api = new JsonObject(anybody.get("/q/openapi?format=json").body());
        assertThat(api.getJsonObject("paths").fieldNames()).isEqualTo(PATHS);
        JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");
        assertThat(schemas.fieldNames())
                .containsAll(
                        List.of("AccountPage", "PaymentView", "AlertPage", "CaseFile", "Problem"));
        JsonObject balance =
                schemas.getJsonObject("AccountView")
                        .getJsonObject("properties")
                        .getJsonObject("balance_minor");
        assertThat(balance.getString("type")).isEqualTo("string");
        assertThat(balance.getString("description")).isEqualTo("minor units");
    }

    @Test
    void showsSwaggerUi() {
        assertThat(anybody.get("/q/swagger-ui/").status()).isEqualTo(200);
    }
}
