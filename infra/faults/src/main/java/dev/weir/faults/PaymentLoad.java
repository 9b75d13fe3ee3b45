package dev.weir.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Payments at a rate that is held whatever the answers take, over books in turn. One that gets no
 * final answer is asked for again with its key, as the API tells clients to, with a growing pause.
 */
final class PaymentLoad implements AutoCloseable {
    /** Calls that are on their way at once; what is more waits on the client's side. */
    private static final int IN_FLIGHT_MAX = 600;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 4_000;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final List<ApiClient> nodes;
    private final List<String> books;
    private final PaymentStream stream;
    private final int rate;
    private final PaymentTally tally = new PaymentTally();
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final ScheduledExecutorService again =
            Executors.newSingleThreadScheduledExecutor(
                    task -> Thread.ofPlatform().daemon().name("payments-again").unstarted(task));
    private final Thread generator = Thread.ofPlatform().name("payments").unstarted(this::generate);
    private volatile boolean running = true;
    private volatile int deadlineMillis;

    /** Sees every final answer. */
    interface Observer {
        /**
         * @param sentNanos when it was sent for the first time
         * @param payment the PaymentResult of the answer
         */
        void answered(String book, long sentNanos, long answeredNanos, JsonNode payment);
    }

    /** A payment with all that a repeat needs. */
    private record Payment(String book, String key, String body, long dueNanos) {}

    PaymentLoad(Platform platform, List<String> books, int rate, PaymentStream stream) {
        this.nodes = platform.commandNodes(ANSWER);
        this.books = List.copyOf(books);
        this.rate = rate;
        this.stream = stream;
    }

    /** Opens the books and the accounts that the payments are from. */
    static void open(Platform platform, List<String> books) throws InterruptedException {
        try (ControlDesk desk = new ControlDesk(platform)) {
            for (String book : books) {
                desk.admin("/v1/books", "{\"book_id\":\"" + book + "\"}", book);
                desk.admin(
                        "/v1/books/" + book + "/batch",
                        PaymentStream.accounts(),
                        book + "-accounts");
            }
        }
    }

    void start() {
        generator.start();
    }

    PaymentTally tally() {
        return tally;
    }

    long sent() {
        return sent.get();
    }

    void observe(Observer observer) {
        observers.add(observer);
    }

    void forget(Observer observer) {
        observers.remove(observer);
    }

    /** The deadline of the payments to come; 0: the platform's own. */
    void deadlineMillis(int millis) {
        deadlineMillis = millis;
    }

    private void generate() {
        SplittableRandom random = new SplittableRandom(stream.seed());
        long begun = System.nanoTime();
        for (long n = 0; running; n++) {
            long due = begun + n * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            String book = books.get((int) (n % books.size()));
            stream.signal(random, n)
                    .ifPresent(
                            signal ->
                                    nodes.getFirst()
                                            .postAsync(
                                                    "/v1/books/" + book + signal.path(),
                                                    signal.body(),
                                                    Map.of()));
            String id = "p" + n;
            String body = stream.payment(random, id, deadlineMillis);
            open.incrementAndGet();
            sent.incrementAndGet();
            attempt(new Payment(book, book + "-" + id, body, due), 0, 0);
        }
    }

    private void attempt(Payment payment, int attempts, long firstSentNanos) {
        if (!inFlight.tryAcquire()) {
            waiting.add(() -> attempt(payment, attempts, firstSentNanos));
            if (inFlight.availablePermits() > 0) {
                nextWaiting();
            }
            return;
        }
        long first = attempts == 0 ? System.nanoTime() : firstSentNanos;
        nodes.get(attempts % nodes.size())
                .postAsync(
                        "/v1/books/" + payment.book() + "/payments",
                        payment.body(),
                        Map.of("Idempotency-Key", payment.key()))
                .whenComplete(
                        (response, problem) -> {
                            inFlight.release();
                            String why =
                                    problem != null
                                            ? "no answer"
                                            : judge(payment, first, attempts, response);
                            if (!why.isEmpty()) {
                                tally.askedAgain(why);
                                later(payment, attempts + 1, first, pauseMillis(attempts));
                            }
                            nextWaiting();
                        });
    }

    private void nextWaiting() {
        Runnable next = waiting.poll();
        if (next != null) {
            next.run();
        }
    }

    private static long pauseMillis(int attempts) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempts, 6));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }

    private void later(Payment payment, int attempts, long firstSentNanos, long pauseMillis) {
        if (again.isShutdown()) {
            return;
        }
        again.schedule(
                () -> attempt(payment, attempts, firstSentNanos),
                pauseMillis,
                TimeUnit.MILLISECONDS);
    }

    /** Why it has to be asked for again; empty if it need not. */
    private String judge(
            Payment payment, long firstSentNanos, int attempts, HttpResponse<String> response) {
        long answeredNanos = System.nanoTime();
        int status = response.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            return "HTTP " + status;
        }
        JsonNode body = tree(response.body());
        if (status >= 400) {
            open.decrementAndGet();
            tally.refused(body.path("code").asText());
            return "";
        }
        JsonNode result = body.path("payment");
        if (!result.has("outcome")) {
            return "outcome not known yet";
        }
        String basis = result.path("basis").asText();
        boolean blind = basis.equals("FALLBACK");
        open.decrementAndGet();
        tally.answered(
                payment.dueNanos(),
                answeredNanos,
                blind ? basis + " " + result.path("late_step").asText() : basis,
                blind);
        if (attempts == 0) {
            observers.forEach(
                    each -> each.answered(payment.book(), firstSentNanos, answeredNanos, result));
        }
        return "";
    }

    private static JsonNode tree(String text) {
        try {
            return Json.tree(text);
        } catch (IOException e) {
            throw new IllegalStateException("an answer that is no JSON: " + text, e);
        }
    }

    /**
     * Sends no more and waits for the answers of what was sent.
     *
     * @return payments that have none
     */
    long stop(Duration patience) throws InterruptedException {
        running = false;
        generator.join();
        long until = System.nanoTime() + patience.toNanos();
        while (open.get() > 0 && System.nanoTime() < until) {
            Thread.sleep(100);
        }
        return open.get();
    }

    @Override
    public void close() {
        running = false;
        again.shutdownNow();
        nodes.forEach(ApiClient::close);
    }
}
