package dev.weir.launcher.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Waits until the platform has taken in the past: the decide job works through it in the log's
 * order, so until then every payment falls back, and a demonstration of fallbacks shows nothing of
 * the detection.
 */
final class DemoReadiness {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** So many decisions in a row within their deadline are no accident. */
    private static final int IN_A_ROW = 10;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Connection connection;
    private final String book;
    private final String account;
    private final InstantSource clock;

    /**
     * @param account the one that pays
     */
    DemoReadiness(Connection connection, String book, String account, InstantSource clock) {
        this.connection = connection;
        this.book = book;
        this.account = account;
        this.clock = clock;
    }

    /**
     * Sends small payments of the account, one after the other.
     *
     * @return whether decisions come in time
     */
    boolean await(String run) throws InterruptedException, IOException {
        Instant end = clock.instant().plus(PATIENCE);
        int inTime = 0;
        for (int n = 0; inTime < IN_A_ROW && clock.instant().isBefore(end); n++) {
            inTime = isDecided(run + "-ready-" + n) ? inTime + 1 : 0;
            Thread.sleep(PAUSE.toMillis());
        }
        return inTime == IN_A_ROW;
    }

    private boolean isDecided(String payment) throws IOException {
        PaymentDetails details =
                PaymentDetails.newBuilder()
                        .setPaymentId(payment)
                        .setAccountId(account)
                        .setAmountMinor(1)
                        .setCurrency(DemoWorld.CURRENCY)
                        .setChannel(Channel.POS)
                        .build();
        HttpResponse<String> response =
                connection
                        .commands()
                        .post(
                                "/v1/books/" + book + "/payments",
                                Connection.json(details),
                                Map.of());
        JsonNode answer = Json.tree(response.body());
        return answer.path("payment").path("basis").asText().equals("DECIDE_JOB");
    }
}
