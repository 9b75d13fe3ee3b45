package dev.weir.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Speaks to one service of the platform as one subject. Safe for many threads. */
public final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
    private final URI base;
    private final Supplier<String> token;
    private final Duration answer;

    /**
     * @param base for example http://127.0.0.1:7400
     * @param token asked for on each call, so that a long run can renew it
     */
    public ApiClient(String base, Supplier<String> token) {
        this(base, token, ANSWER);
    }

    /**
     * @param answer how long an answer is waited for
     */
    public ApiClient(String base, Supplier<String> token, Duration answer) {
        this.base = URI.create(base);
        this.token = token;
        this.answer = answer;
    }

    /**
     * @param path with its leading slash and query, already encoded
     * @throws Failure with exit code 3 when the service does not answer
     */
    public HttpResponse<String> get(String path) {
        return send(request(path, Map.of()).GET().build());
    }

    public HttpResponse<String> get(String path, Map<String, String> headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> post(String path, String json, Map<String, String> headers) {
        return send(posting(path, json, headers));
    }

    public CompletableFuture<HttpResponse<String>> postAsync(
            String path, String json, Map<String, String> headers) {
        return http.sendAsync(posting(path, json, headers), BodyHandlers.ofString());
    }

    private HttpRequest posting(String path, String json, Map<String, String> headers) {
        return request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(answer)
                        .header("Authorization", "Bearer " + token.get())
                        .header("Accept", "application/json");
        headers.forEach(builder::header);
        return builder;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw Failure.notReachable(
                    "The platform at "
                            + base
                            + " does not answer: "
                            + e.getClass().getSimpleName()
                            + ". See `weir status`.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while waiting for " + base, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
