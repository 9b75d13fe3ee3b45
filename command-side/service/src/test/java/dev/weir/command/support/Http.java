package dev.weir.command.support;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A client of the REST API, as a test reads best. */
public final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final URI base;
    private final Map<String, String> headers;

    private Http(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    public static Http to(URI base) {
        return new Http(base, Map.of());
    }

    public Http withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public Http withKey(String key) {
        return with("Idempotency-Key", key);
    }

    public Http with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Http(base, more);
    }

    /** The answer's status, position and body. */
    public record Reply(int status, String position, String text) {
        public JsonObject json() {
            return JsonParser.parseString(text).getAsJsonObject();
        }

        public String field(String name) {
            return json().has(name) ? json().get(name).getAsString() : "";
        }

        /** A field of the payment's result. */
        public String payment(String name) {
            JsonObject payment = json().getAsJsonObject("payment");
            return payment.has(name) ? payment.get(name).getAsString() : "";
        }

        /** Status and code, as tables of refusals name them. */
        public String outcome() {
            return status + " " + field("code");
        }
    }

    public Reply post(String path, String body) {
        return send(path, HttpRequest.BodyPublishers.ofString(body), "POST");
    }

    public Reply get(String path) {
        return send(path, HttpRequest.BodyPublishers.noBody(), "GET");
    }

    private Reply send(String path, HttpRequest.BodyPublisher body, String method) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .method(method, body);
        headers.forEach(request::header);
        try {
            HttpResponse<String> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Weir-Position").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
