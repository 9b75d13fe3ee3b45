package dev.weir.launcher.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.launcher.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a platform that has just started warm, at the rate of the demonstration and in a book of its
 * own. JVMs that have not compiled their code need several times the processor for a payment, so
 * that the first minute would show fallbacks and nothing of the detection.
 */
final class DemoWarmUp {
    static final String BOOK = "demo-warm-up";

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int WINDOW_SECONDS = 2;

    /**
     * Share of a window's payments that are decided within their deadline by a warm platform, two
     * windows running.
     */
    private static final double WARM = 0.98;

    private static final int ACCOUNTS = 500;
    private static final int RATE_MAX = 200;

    private final Connection connection;
    private final InstantSource clock;
    private final int rate;
    private int sent;

    /**
     * @param rate payments a second of the demonstration; more than 200 warm up no faster
     */
    DemoWarmUp(Connection connection, InstantSource clock, int rate) {
        this.connection = connection;
        this.clock = clock;
        this.rate = Math.min(RATE_MAX, rate);
    }

    /** Returns the share of payments that were decided in time at the end, 0 to 1. */
    double run(String run) throws InterruptedException {
        connection.ensureBook(BOOK);
        List<BatchItem> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(
                    BatchItem.newBuilder()
                            .setOpenAccount(
                                    OpenAccount.newBuilder()
                                            .setAccountId("w" + i)
                                            .setCurrency(DemoWorld.CURRENCY)
                                            .setOverdraftUnlimited(true))
                            .build());
        }
        connection.batch(Batch.newBuilder().setBookId(BOOK).addAllItems(accounts).build());
        Instant end = clock.instant().plus(PATIENCE);
        double before = 0;
        double inTime = 0;
        while (Math.min(before, inTime) < WARM && clock.instant().isBefore(end)) {
            before = inTime;
            inTime = window(run);
        }
        return inTime;
    }

    private double window(String run) throws InterruptedException {
        int payments = rate * WINDOW_SECONDS;
        AtomicInteger decided = new AtomicInteger();
        List<CompletableFuture<?>> answers = new ArrayList<>(payments);
        long begun = System.nanoTime();
        for (int n = 0; n < payments; n++) {
            long due = begun + n * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            answers.add(
                    connection
                            .commands()
                            .postAsync(
                                    "/v1/books/" + BOOK + "/payments",
                                    Connection.json(payment(run)),
                                    Map.of())
                            .thenAccept(
                                    answer -> decided.addAndGet(isDecidedInTime(answer) ? 1 : 0)));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .exceptionally(unanswered -> null)
                .completeOnTimeout(null, WINDOW_SECONDS, TimeUnit.SECONDS)
                .join();
        return (double) decided.get() / payments;
    }

    private PaymentDetails payment(String run) {
        int n = sent++;
        return PaymentDetails.newBuilder()
                .setPaymentId(run + "-" + n)
                .setAccountId("w" + n % ACCOUNTS)
                .setAmountMinor(100)
                .setCurrency(DemoWorld.CURRENCY)
                .setChannel(Channel.POS)
                .setMerchantId("m" + n % 100)
                .build();
    }

    private static boolean isDecidedInTime(HttpResponse<String> answer) {
        try {
            return Json.MAPPER
                    .readTree(answer.body())
                    .path("payment")
                    .path("basis")
                    .asText()
                    .equals("DECIDE_JOB");
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
