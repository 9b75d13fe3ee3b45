package dev.weir.query;

import io.smallrye.jwt.build.Jwt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Calls the service as a client does. */
public final class Client {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String token;

    private Client(String token) {
        this.token = token;
    }

    /** With a token of the role for every book. */
    public static Client of(String... roles) {
        return withToken(token("weir", Duration.ofHours(1), List.of("*"), roles));
    }

    /**
     * @param token null: without
     */
    public static Client withToken(String token) {
        return new Client(token);
    }

    public static String token(String issuer, Duration valid, List<String> books, String... roles) {
        return Jwt.issuer(issuer)
                .subject("tester")
                .groups(Set.of(roles))
                .claim("books", books)
                .issuedAt(System.currentTimeMillis() / 1_000 - 10_000)
                .expiresAt(System.currentTimeMillis() / 1_000 + valid.toSeconds())
                .sign(privateKey());
    }

    private static PrivateKey privateKey() {
        Config config = ConfigProvider.getConfig();
        byte[] key =
                Base64.getDecoder().decode(config.getValue(Platform.PRIVATE_KEY, String.class));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer with what tests look at. */
    public record Answer(int status, String body, HttpResponse<?> response) {
        public JsonObject json() {
            return new JsonObject(body);
        }

        public String code() {
            return json().getString("code");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The values of one field of the objects in a list. */
        public List<String> each(String list, String field) {
            JsonArray array = json().getJsonArray(list);
            return array.stream()
                    .map(one -> ((JsonObject) one).getValue(field).toString())
                    .toList();
        }
    }

    /**
     * @param headers names and values in turn
     */
    public Answer get(String path, String... headers) {
        try {
            HttpResponse<String> response =
                    HTTP.send(request(path, headers), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of an endless answer; closing the stream ends the call. */
    public HttpResponse<Stream<String>> lines(String path, String... headers)
            throws IOException, InterruptedException {
        return HTTP.send(request(path, headers), BodyHandlers.ofLines());
    }

    private HttpRequest request(String path, String... headers) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }
}
