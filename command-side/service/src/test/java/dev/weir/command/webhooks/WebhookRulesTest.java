package dev.weir.command.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.store.v1.WebhookDelivery;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What webhooks decide without Kafka and HTTP. */
class WebhookRulesTest {
    private final AddressPolicy policy = new AddressPolicy(false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "0.0.0.0",
                "100.64.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "[::1]",
                "[fe80::1]",
                "[fc00::1]",
                "[fd12::1]",
                "[::ffff:10.0.0.1]",
                "[64:ff9b::a00:1]",
                "[2002:a00:1::]",
                "[::10.0.0.1]",
                "localhost"
            })
    void addressesOfTheMachineAndOfPrivateNetworksAreNotTold(String host) {
        URI url = URI.create("http://" + host + ":8080/x");

        assertThat(policy.refusal(url).orElseThrow()).contains("WEIR_WEBHOOKS_ALLOW_PRIVATE");
        assertThat(new AddressPolicy(true).refusal(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "100.128.0.1", "198.20.0.1", "2606:4700::1111"})
    void publicAddressesAreTold(String address) throws Exception {
        assertThat(AddressPolicy.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void theSignatureIsThatOfTheDocumentation() {
        assertThat(
                        WebhookSignature.of(
                                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                                1_750_000_000,
                                "{\"id\":\"s/b/1\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1=18de28f4538e05478969c3ff15076896334efe6a7cedfcb2e01e755928ad01c2");
    }

    @Test
    void waitsGrowFromTheFirstPauseToItsLastFactorAndHaveTheirPartitions() {
        Backoff backoff = new Backoff(Duration.ofSeconds(5), new Random(7));
        long[] seconds = {5, 30, 120, 600, 3_600, 3_600, 3_600};
        for (int attempt = 1; attempt <= seconds.length; attempt++) {
            Backoff.Wait wait = backoff.afterAttempt(attempt);
            assertThat(wait.partition()).isEqualTo(Math.min(attempt, 5) - 1);
            assertThat(wait.micros())
                    .isBetween(seconds[attempt - 1] * 800_000, seconds[attempt - 1] * 1_200_000);
        }
        assertThat(backoff.afterDeferral(0).partition()).isZero();
        assertThat(backoff.afterDeferral(50).partition()).isEqualTo(2);
    }

    @Test
    void aBodyAboveItsLimitLosesItsDataAndSaysSo() {
        AlertRaised large =
                AlertRaised.newBuilder()
                        .setAlertId("a")
                        .addReasons(Reason.newBuilder().setText("x".repeat(WebhookBody.BYTES_MAX)))
                        .build();

        WebhookDelivery delivery = delivery(large);

        assertThat(delivery.getBody().size()).isLessThan(WebhookBody.BYTES_MAX);
        var json = JsonParser.parseString(delivery.getBody().toStringUtf8()).getAsJsonObject();
        assertThat(json.get("data_left_out").getAsBoolean()).isTrue();
        assertThat(json.has("data")).isFalse();
        assertThat(json.get("kind").getAsString()).isEqualTo("alert.raised");
    }

    @Test
    void theSameEventGivesTheSameBytes() {
        AlertRaised alert = AlertRaised.newBuilder().setAlertId("a").setScoreMilli(3).build();

        assertThat(delivery(alert)).isEqualTo(delivery(alert));
    }

    @Test
    void cursorsOfReplaysAreReadBackAndNothingElseIs() {
        assertThat(Replay.parse("0-17.1-5")).isEqualTo(Map.of(0, 17L, 1, 5L));
        assertThat(Replay.parse("")).isEmpty();
        assertThatThrownBy(() -> Replay.parse("shoe")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesBehindOneHostAndPortAreOneEndpoint() {
        assertThat(Deliverer.endpoint("https://x.test:8443/a"))
                .isEqualTo(Deliverer.endpoint("https://x.test:8443/b?c"))
                .isNotEqualTo(Deliverer.endpoint("https://x.test/a"));
    }

    private static WebhookDelivery delivery(AlertRaised alert) {
        EventRecord record =
                new EventRecord(
                        "b",
                        4,
                        "e",
                        EventTypes.nameOf(alert),
                        1_000_000,
                        1_000_000,
                        "",
                        "0".repeat(64),
                        1,
                        1,
                        "",
                        "",
                        List.of(),
                        Map.of(),
                        alert.toByteArray());
        return WebhookBody.delivery("s", WebhookKind.ALERT_RAISED, record, alert, 2_000_000)
                .build();
    }
}
