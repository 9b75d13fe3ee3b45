package dev.weir.launcher.data;

import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.PaymentTotal;
import dev.weir.launcher.Counted;
import dev.weir.launcher.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits until no payment of a book waits for its decision. */
final class DecisionWait {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Connection connection;
    private final String book;
    private final InstantSource clock;

    DecisionWait(Connection connection, String book, InstantSource clock) {
        this.connection = connection;
        this.book = book;
        this.clock = clock;
    }

    /**
     * @return number of payments that the decide job decided or referred
     * @throws Failure if some still wait after five minutes without progress
     */
    long untilNonePends() throws InterruptedException {
        Instant end = clock.instant().plus(PATIENCE);
        long lastPending = Long.MAX_VALUE;
        while (true) {
            PaymentPage page =
                    connection
                            .query(
                                    "/v1/books/" + book + "/payments?totals=true&limit=1",
                                    "",
                                    PaymentPage.newBuilder())
                            .build();
            long pending = count(page, true);
            if (pending == 0) {
                return count(page, false);
            }
            if (pending < lastPending) {
                lastPending = pending;
                end = clock.instant().plus(PATIENCE);
            }
            if (clock.instant().isAfter(end)) {
                throw Failure.failed(
                        Counted.of(pending, "payment")
                                + " of the book "
                                + book
                                + " not decided yet: see `weir status`, and `weir logs` of both Flink task managers.");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static long count(PaymentPage page, boolean pending) {
        return page.getTotalsList().stream()
                .filter(total -> total.getStatus().equals("PENDING") == pending)
                .mapToLong(PaymentTotal::getPayments)
                .sum();
    }
}
