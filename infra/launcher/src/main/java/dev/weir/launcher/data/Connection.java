package dev.weir.launcher.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import dev.weir.launcher.Tokens;
import dev.weir.launcher.platform.PlatformState;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The running platform as the data commands see it: both services, spoken to in the messages of the
 * contract.
 */
final class Connection implements AutoCloseable {
    /** A token is renewed well before its hour is over, so that an import of any length goes on. */
    private static final Duration RENEW = Duration.ofMinutes(30);

    private static final int NOT_FOUND = 404;
    private static final int POSITION_NOT_REACHED = 412;
    private static final int OVERLOADED = 429;
    private static final int UNAVAILABLE = 503;

    /**
     * Retries of a call that said "try again", with a pause of 100 ms doubling to 5 s: about two
     * minutes of takeover.
     */
    private static final int TRIES = 30;

    private final ApiClient commands;
    private final ApiClient queries;
    private final String kafka;

    private Connection(ApiClient commands, ApiClient queries, String kafka) {
        this.commands = commands;
        this.queries = queries;
        this.kafka = kafka;
    }

    /**
     * @throws Failure with exit code 3 when no platform runs on the folder
     */
    static Connection to(Path data, InstantSource clock, String subject) {
        PlatformState state = PlatformState.running(data);
        Supplier<String> token = renewing(Tokens.of(data, clock), clock, subject);
        return new Connection(
                new ApiClient(state.commandAddress(), token),
                new ApiClient(state.queryAddress(), token),
                state.kafka());
    }

    String kafka() {
        return kafka;
    }

    ApiClient commands() {
        return commands;
    }

    /** Opens the book unless it exists. */
    void ensureBook(String book) throws InterruptedException {
        HttpResponse<String> response =
                patiently("/v1/books", "{\"book_id\":\"" + book + "\"}", Map.of());
        if (response.statusCode() >= 300 && !code(response).equals("BOOK_EXISTS")) {
            throw refused("open the book " + book, response);
        }
    }

    BatchReply batch(Batch batch) throws InterruptedException {
        HttpResponse<String> response =
                patiently("/v1/books/" + batch.getBookId() + "/batch", json(batch), Map.of());
        if (response.statusCode() != 200) {
            throw refused("send a batch to the book " + batch.getBookId(), response);
        }
        return parse(response.body(), BatchReply.newBuilder()).build();
    }

    /**
     * Asks the query service.
     *
     * @param position a Weir-Position that the answer has to include, or empty
     */
    <B extends Message.Builder> B query(String path, String position, B builder) {
        Map<String, String> headers =
                position.isEmpty() ? Map.of() : Map.of("Weir-Position", position);
        HttpResponse<String> response = queries.get(path, headers);
        if (response.statusCode() != 200) {
            throw refused("query " + path, response);
        }
        return parse(response.body(), builder);
    }

    /**
     * Whether the query service shows a book up to a Weir-Position; it waits for it some seconds.
     *
     * @throws Failure if it does not answer
     */
    boolean shows(String book, String position) {
        int status =
                queries.get(
                                "/v1/books/" + book + "/accounts?limit=1",
                                Map.of("Weir-Position", position))
                        .statusCode();
        return status != POSITION_NOT_REACHED && status != NOT_FOUND;
    }

    /** As {@link #query}, as it came. */
    String queryJson(String path) {
        return queryRaw(path).body();
    }

    /** As {@link #query}, with its headers. */
    HttpResponse<String> queryRaw(String path) {
        HttpResponse<String> response = queries.get(path);
        if (response.statusCode() != 200) {
            throw refused("query " + path, response);
        }
        return response;
    }

    static String json(Message message) {
        try {
            return JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("message cannot be printed", e);
        }
    }

    /** The stable code of a problem document, or an empty text. */
    static String code(HttpResponse<String> response) {
        try {
            JsonNode problem = Json.MAPPER.readTree(response.body());
            return problem.path("code").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> patiently(String path, String body, Map<String, String> headers)
            throws InterruptedException {
        long pauseMillis = 100;
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == TRIES;
            try {
                HttpResponse<String> response = commands.post(path, body, headers);
                int status = response.statusCode();
                if (last || (status != OVERLOADED && status != UNAVAILABLE)) {
                    return response;
                }
            } catch (Failure e) {
                // Business ids make the repeat harmless, whatever became of the first try.
                if (last) {
                    throw e;
                }
            }
            Thread.sleep(pauseMillis);
            pauseMillis = Math.min(5_000, pauseMillis * 2);
        }
    }

    private static Failure refused(String doing, HttpResponse<String> response) {
        String detail = response.body();
        try {
            JsonNode problem = Json.MAPPER.readTree(response.body());
            detail = problem.path("code").asText() + ": " + problem.path("detail").asText();
        } catch (JsonProcessingException e) {
            // not a problem document: the body as it came says more than nothing
        }
        return Failure.failed(
                "Could not " + doing + ": HTTP " + response.statusCode() + " " + detail);
    }

    private static <B extends Message.Builder> B parse(String json, B builder) {
        try {
            JsonFormat.parser().merge(json, builder);
            return builder;
        } catch (InvalidProtocolBufferException e) {
            throw Failure.failed("The platform's answer is not understood: " + e.getMessage(), e);
        }
    }

    private static Supplier<String> renewing(Tokens tokens, InstantSource clock, String subject) {
        return new Supplier<>() {
            private String token = "";
            private Instant issued = Instant.MIN;

            @Override
            public synchronized String get() {
                Instant now = clock.instant();
                if (issued.equals(Instant.MIN) || issued.plus(RENEW).isBefore(now)) {
                    token = tokens.issue(subject, "writer", "reader", "analyst", "admin");
                    issued = now;
                }
                return token;
            }
        };
    }

    @Override
    public void close() {
        commands.close();
        queries.close();
    }
}
