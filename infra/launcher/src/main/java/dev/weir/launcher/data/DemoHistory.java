package dev.weir.launcher.data;

import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.launcher.data.DemoWorld.Customer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Opens the demonstration's accounts and gives its customers some weeks of a past, at the hours at
 * which people pay.
 */
final class DemoHistory {
    private static final int BATCH_ITEMS = 500;
    private static final long OPENING_MINOR = 2_000_000;

    /** Relative number of payments in each hour of the day, UTC. */
    private static final int[] HOURS = {
        1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 11, 13, 14, 12, 10, 10, 12, 14, 14, 11, 8, 5, 3, 2
    };

    private final Connection connection;
    private final String book;
    private final DemoWorld world;

    DemoHistory(Connection connection, String book, DemoWorld world) {
        this.connection = connection;
        this.book = book;
        this.world = world;
    }

    /** Opens what is absent; a world that an earlier run opened is left as it is. */
    void openAccounts() throws InterruptedException {
        List<BatchItem> items = new ArrayList<>();
        items.add(open(world.collector(), ""));
        items.add(open(world.probe(), ""));
        items.add(deposit(world.probe()));
        List<Customer> people = new ArrayList<>(world.customers());
        people.addAll(world.mules());
        for (Customer customer : people) {
            items.add(open(customer.account(), customer.customer()));
            items.add(deposit(customer.account()));
        }
        send(items);
    }

    /**
     * @return number of payments of the past that were sent
     */
    int replay(long seed, String run, Instant until, int days) throws InterruptedException {
        record Past(Instant at, BatchItem item) {}
        SplittableRandom random = new SplittableRandom(seed + 1);
        DemoPayments payments = new DemoPayments(world, new SplittableRandom(seed + 2), run + "h");
        List<Past> past = new ArrayList<>();
        for (Customer customer : world.customers()) {
            long count = Math.round(customer.paymentsPerDay() * days);
            for (long i = 0; i < count; i++) {
                Instant at =
                        until.minus(Duration.ofSeconds(random.nextLong(3_600, days * 86_400L)));
                Instant atHour =
                        Instant.ofEpochSecond(
                                Math.floorDiv(at.getEpochSecond(), 86_400L) * 86_400L
                                        + hour(random) * 3_600L
                                        + random.nextInt(3_600));
                if (atHour.isBefore(until.minusSeconds(3_600))) {
                    past.add(
                            new Past(
                                    atHour,
                                    BatchItem.newBuilder()
                                            .setPayment(
                                                    RequestPayment.newBuilder()
                                                            .setPayment(payments.ordinary(customer))
                                                            .setMode(DecisionMode.HISTORY)
                                                            .setOccurredAt(Timestamps.of(atHour)))
                                            .build()));
                }
            }
        }
        past.sort(Comparator.comparing(Past::at));
        send(past.stream().map(Past::item).toList());
        return past.size();
    }

    private void send(List<BatchItem> items) throws InterruptedException {
        for (int from = 0; from < items.size(); from += BATCH_ITEMS) {
            connection.batch(
                    Batch.newBuilder()
                            .setBookId(book)
                            .addAllItems(
                                    items.subList(from, Math.min(items.size(), from + BATCH_ITEMS)))
                            .build());
        }
    }

    private static BatchItem deposit(String account) {
        return BatchItem.newBuilder()
                .setDeposit(
                        Deposit.newBuilder()
                                .setTransferId("demo-opening:" + account)
                                .setAccountId(account)
                                .setAmountMinor(OPENING_MINOR)
                                .setCurrency(DemoWorld.CURRENCY)
                                .setOpeningBalance(true))
                .build();
    }

    private static BatchItem open(String account, String customer) {
        return BatchItem.newBuilder()
                .setOpenAccount(
                        OpenAccount.newBuilder()
                                .setAccountId(account)
                                .setCurrency(DemoWorld.CURRENCY)
                                .setCustomerId(customer))
                .build();
    }

    private static int hour(SplittableRandom random) {
        int sum = 0;
        for (int weight : HOURS) {
            sum += weight;
        }
        int at = random.nextInt(sum);
        int hour = 0;
        while (at >= HOURS[hour]) {
            at -= HOURS[hour++];
        }
        return hour;
    }
}
