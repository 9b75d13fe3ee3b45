package dev.weir.command.webhooks;

import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.WebhookDelivery;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One attempt over HTTP: no redirects, a limit on its whole time and on the answer's size. */
final class WebhookSender implements AutoCloseable {
    /** What a receiver says is of no interest; more than this is not even read to the end. */
    private static final long ANSWER_BYTES_MAX = 64L * 1024;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final int OK_FROM = 200;
    private static final int OK_BELOW = 300;
    private static final int REDIRECT_BELOW = 400;
    private static final int ERROR_CHARACTERS_MAX = 300;

    private final HttpClient http;
    private final AddressPolicy policy;
    private final WebhookSecrets secrets;
    private final Duration limit;
    private final InstantSource clock;

    WebhookSender(
            AddressPolicy policy, WebhookSecrets secrets, Duration limit, InstantSource clock) {
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(limit.compareTo(CONNECT_MAX) < 0 ? limit : CONNECT_MAX)
                        .build();
        this.policy = policy;
        this.secrets = secrets;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * What an attempt came to.
     *
     * @param status of the answer; 0: there was none
     * @param error why it failed, for people; empty: it did not
     */
    record Attempted(Instant at, Duration took, int status, String error) {
        boolean delivered() {
            return error.isEmpty();
        }
    }

    /**
     * Sends a delivery, once.
     *
     * @param attempt number of the attempt, from 1
     */
    Attempted send(Subscriptions.Known to, WebhookDelivery delivery, int attempt)
            throws InterruptedException {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        URI url = URI.create(to.created().getUrl());
        Optional<String> refusal = policy.refusal(url);
        if (refusal.isPresent()) {
            return new Attempted(at, since(begin), 0, refusal.get());
        }
        byte[] body = delivery.getBody().toByteArray();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(limit)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Weir/1")
                        .header("Weir-Webhook-Id", delivery.getId())
                        .header("Weir-Webhook-Kind", delivery.getKind())
                        .header("Weir-Webhook-Attempt", Integer.toString(attempt))
                        .header(
                                WebhookSignature.TIME_HEADER,
                                Long.toString(Micros.of(at) / 1_000_000))
                        .header(
                                WebhookSignature.HEADER,
                                WebhookSignature.of(
                                        secrets.ofSubscription(to.id()),
                                        Micros.of(at) / 1_000_000,
                                        body))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (delivery.getReplayed()) {
            request.header("Weir-Webhook-Replayed", "true");
        }
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(request.build(), response -> new Swallow());
        try {
            // The request's own limit ends with the answer's headers; this one with its body.
            int status = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return new Attempted(at, since(begin), status, problem(status));
        } catch (TimeoutException e) {
            return new Attempted(at, since(begin), 0, late());
        } catch (ExecutionException e) {
            boolean late = e.getCause() instanceof java.net.http.HttpTimeoutException;
            return new Attempted(at, since(begin), 0, late ? late() : text(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private String late() {
        return "no answer in " + limit.toMillis() + " ms";
    }

    private static String problem(int status) {
        if (status >= OK_FROM && status < OK_BELOW) {
            return "";
        }
        return status >= OK_BELOW && status < REDIRECT_BELOW
                ? "HTTP " + status + "; redirects are not followed"
                : "HTTP " + status;
    }

    private static String text(Throwable failure) {
        String text = failure.toString();
        return text.length() <= ERROR_CHARACTERS_MAX
                ? text
                : text.substring(0, ERROR_CHARACTERS_MAX);
    }

    private static Duration since(long beginNanos) {
        return Duration.ofNanos(System.nanoTime() - beginNanos);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /**
     * Reads an answer's body to its end, so that the connection can be used again, and keeps none.
     */
    private static final class Swallow implements HttpResponse.BodySubscriber<Void> {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Flow.Subscription subscription;
        private long bytes;

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
            }
            if (bytes > ANSWER_BYTES_MAX) {
                subscription.cancel();
                done.complete(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }
}
