package dev.weir.command.webhooks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;

/**
 * An address that is told, as somebody else would write it: nothing of the sender's code is in it.
 */
public final class Receiver implements AutoCloseable {
    /** Answer that never comes. */
    static final int NEVER = 0;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile IntUnaryOperator status;

    /** What came. */
    public record Call(Map<String, String> headers, String body, long nanos) {
        public String id() {
            return headers.get("weir-webhook-id");
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }

        /** Whether the signature is that of the secret, as docs/webhooks.md says. */
        public boolean isSignedBy(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                String signed = header("weir-webhook-time") + "." + body;
                String hex =
                        HexFormat.of()
                                .formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
                return header("weir-webhook-signature").equals("v1=" + hex);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * @param status of the n-th call, from 1; {@link #NEVER}: none
     */
    public Receiver(IntUnaryOperator status) {
        this.status = status;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    void answers(IntUnaryOperator other) {
        status = other;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> ids() {
        return calls.stream().map(Call::id).toList();
    }

    /** Waits until there were so many calls, and returns them. */
    public List<Call> await(int number) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> calls.size() >= number);
        return calls();
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(
                                        name.toLowerCase(java.util.Locale.ROOT),
                                        values.getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer;
        synchronized (calls) {
            calls.add(new Call(headers, body, System.nanoTime()));
            answer = status.applyAsInt(calls.size());
        }
        if (answer == NEVER) {
            return;
        }
        if (answer >= 300 && answer < 400) {
            exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the receiver does not end", new TimeoutException());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
