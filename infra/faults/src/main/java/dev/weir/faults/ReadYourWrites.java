package dev.weir.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes, then asks with the position of the write: the answer has to include it, whatever happens
 * meanwhile.
 */
final class ReadYourWrites {
    private static final int NOT_REACHED = 412;
    private static final int UNAVAILABLE = 503;
    private static final long PATIENCE_NANOS = 180_000_000_000L;

    /**
     * @param stale answers that lacked the write, as they came; the promise is that there is none
     * @param notReached times the query service said honestly that it had to wait longer
     * @param waitMillis sorted: from the acknowledged write to the answer that includes it
     */
    record Report(int writes, List<String> stale, int notReached, long[] waitMillis) {
        long waitMillisAt(double quantile) {
            return waitMillis[
                    (int) Math.min(waitMillis.length - 1L, (long) (quantile * waitMillis.length))];
        }
    }

    private ReadYourWrites() {}

    /**
     * Deposits 1 minor unit {@code writes} times into an account of a book of its own and reads the
     * balance after each.
     */
    static Report run(
            Platform platform, String book, String account, int writes, Runnable inTheMiddle)
            throws IOException, InterruptedException {
        List<String> stale = new ArrayList<>();
        int notReached = 0;
        long[] waits = new long[writes];
        try (ApiClient commands = platform.commands();
                ApiClient queries = platform.queries()) {
            patiently(commands, "/v1/books", "{\"book_id\":\"" + book + "\"}", "open-" + book);
            patiently(
                    commands,
                    "/v1/books/" + book + "/accounts",
                    "{\"account_id\":\"" + account + "\",\"currency\":\"EUR\"}",
                    "open-" + account);
            for (int i = 1; i <= writes; i++) {
                if (i == writes / 2) {
                    inTheMiddle.run();
                }
                String position =
                        patiently(
                                        commands,
                                        "/v1/books/" + book + "/deposits",
                                        "{\"transfer_id\":\""
                                                + account
                                                + "-"
                                                + i
                                                + "\",\"account_id\":\""
                                                + account
                                                + "\",\"amount_minor\":1,\"currency\":\"EUR\"}",
                                        "dep-" + account + "-" + i)
                                .path("position")
                                .asText();
                long begun = System.nanoTime();
                while (true) {
                    HttpResponse<String> answer =
                            queries.get(
                                    "/v1/books/"
                                            + book
                                            + "/accounts/"
                                            + account
                                            + "?wait_millis=5000",
                                    Map.of("Weir-Position", position));
                    if (answer.statusCode() == NOT_REACHED || answer.statusCode() == UNAVAILABLE) {
                        notReached++;
                        if (System.nanoTime() - begun > PATIENCE_NANOS) {
                            throw new IllegalStateException(
                                    "the views do not reach " + position + ": " + answer.body());
                        }
                        continue;
                    }
                    if (answer.statusCode() != 200
                            || Json.tree(answer.body()).path("balance_minor").asLong() < i) {
                        stale.add(
                                "write %d at %s, asked for it: HTTP %d %s"
                                        .formatted(
                                                i, position, answer.statusCode(), answer.body()));
                    }
                    break;
                }
                waits[i - 1] = (System.nanoTime() - begun) / 1_000_000;
            }
        }
        Arrays.sort(waits);
        return new Report(writes, stale, notReached, waits);
    }

    private static JsonNode patiently(ApiClient commands, String path, String body, String key)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            HttpResponse<String> response =
                    commands.post(path, body, Map.of("Idempotency-Key", key));
            if (response.statusCode() < 300) {
                return Json.tree(response.body());
            }
            if (response.statusCode() < UNAVAILABLE || System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IllegalStateException(
                        "HTTP " + response.statusCode() + ": " + response.body());
            }
            Thread.sleep(50);
        }
    }
}
