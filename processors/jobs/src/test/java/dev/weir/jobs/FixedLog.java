package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.lists.v1.BookListEntriesAdded;
import dev.weir.contract.lists.v1.BookListEntriesRemoved;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealth;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A log from a seed with everything in it that can move a decision: few entities over many days, so
 * that windows fill and empty; late and far too late payments and signals; labels; lists with
 * expiry; transfers; and a control book whose rules, patterns, lists and models change all along,
 * by the positions that the payments are stamped with.
 */
final class FixedLog {
    private static final long SECOND = BookLog.SECOND_MICROS;
    private static final long HOUR = 3_600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final long[] STEPS = {
        SECOND, 20 * SECOND, 300 * SECOND, HOUR, 9 * HOUR, 2 * DAY
    };
    private static final int ENTITIES = 3;

    private final FixedControl control;
    private final SplittableRandom random;
    private final List<EventIn> events = new ArrayList<>();
    private long clock = BookLog.START_MICROS;
    private int late;

    /** The payment of the book whose alert was resolved last, to be reopened. */
    private String judged = "";

    /**
     * @param models folder into which the log's models are put
     */
    FixedLog(long seed, Path models) throws Exception {
        this.control = new FixedControl(models);
        this.random = new SplittableRandom(seed);
    }

    /** Books 0 to 3 of a partition each, and a second one in partition 1. */
    static FixedLog of(long seed, Path models, int payments) throws Exception {
        FixedLog log = new FixedLog(seed, models);
        for (int partition = 0; partition < 4; partition++) {
            log.withBook("book-" + partition, partition, payments);
        }
        return log.withBook("book-1b", 1, payments / 2);
    }

    /** The control book, then all books. */
    List<EventIn> whole() {
        List<EventIn> log = new ArrayList<>(control.events());
        log.addAll(events);
        return log;
    }

    /** The same without what the source of {@code decide} leaves out by its type. */
    List<EventIn> log() {
        return readByDecide(whole());
    }

    static List<EventIn> readByDecide(List<EventIn> log) {
        return log.stream()
                .filter(event -> !DecideJob.UNREAD.contains(event.type) || event.isControl())
                .toList();
    }

    /** Payments that came too late to be put in their place. */
    int late() {
        return late;
    }

    FixedControl control() {
        return control;
    }

    private FixedLog withBook(String book, int partition, int payments) {
        BookLog log = new BookLog(book, partition);
        Ledger ledger = new Ledger();
        for (int i = 0; i < ENTITIES; i++) {
            log.command(ledger.open("account-" + i));
        }
        clock = BookLog.START_MICROS;
        judged = "";
        for (int i = 0; i < payments; i++) {
            String id = book + "-p" + i;
            long position = (long) i * control.events().size() / payments;
            add(log, payment(id, ledger, position), time());
            if (random.nextInt(3) == 0) {
                add(log, signal(), time());
            }
            if (random.nextInt(4) == 0) {
                String other = book + "-p" + Math.max(0, i - random.nextInt(12));
                add(log, aboutPayment(other), clock);
            }
            if (random.nextInt(8) == 0) {
                String from = entity("account");
                String to = entity("account");
                if (!from.equals(to)) {
                    add(log, ledger.transfer("t" + i, from, to, 500), clock);
                }
            }
            if (i % 10 == 5) {
                add(log, listed(i), clock);
            }
        }
        events.addAll(log.events());
        return this;
    }

    private static void add(BookLog log, Message event, long occurred) {
        log.command(event);
        log.last().occurredMicros = occurred;
    }

    private long time() {
        int roll = random.nextInt(20);
        if (roll == 0) {
            late++;
            return clock - HOUR - random.nextLong(3 * DAY) - 1;
        }
        if (roll < 4) {
            return clock - random.nextLong(HOUR);
        }
        int longest = roll < 12 ? 3 : STEPS.length;
        clock += random.nextLong(STEPS[random.nextInt(longest)] + 1);
        return clock;
    }

    private String entity(String kind) {
        return kind + "-" + random.nextInt(ENTITIES);
    }

    private PaymentRequested payment(String id, Ledger ledger, long position) {
        boolean transfer = random.nextInt(3) == 0;
        String account = entity("account");
        long amount = random.nextBoolean() ? random.nextLong(1, 501) : random.nextLong(100_000);
        PaymentDetails.Builder payment =
                PaymentDetails.newBuilder()
                        .setPaymentId(id)
                        .setAccountId(account)
                        .setCardId("card of " + account)
                        .setAmountMinor(amount)
                        .setCurrency(Ledger.CURRENCY)
                        .setCountry(entity("C"))
                        .setIp("192.0." + random.nextInt(ENTITIES) + ".7");
        if (transfer) {
            payment.setCounterpartyId(entity("account"))
                    .setChannel(Channel.ONLINE)
                    .setSessionId(entity("session"))
                    .setDeviceId(entity("device"));
        } else {
            payment.setMerchantId(entity("shop"))
                    .setChannel(random.nextBoolean() ? Channel.ONLINE : Channel.POS)
                    .setTerminalId(entity("till"));
        }
        if (random.nextBoolean()) {
            payment.setLocation(
                    Location.newBuilder()
                            .setLatMicrodegrees(random.nextInt(-80_000_000, 80_000_000))
                            .setLonMicrodegrees(random.nextInt(-170_000_000, 170_000_000)));
        }
        return PaymentRequested.newBuilder()
                .setPayment(payment)
                .setMode(
                        switch (random.nextInt(10)) {
                            case 0 -> DecisionMode.HISTORY;
                            case 1, 2, 3 -> DecisionMode.REPLAYED;
                            default -> DecisionMode.LIVE;
                        })
                .setControlSeq(position)
                .setArrivedMicros(BookLog.START_MICROS)
                .setHold(ledger.hold(account, amount))
                .build();
    }

    private Message signal() {
        return switch (random.nextInt(6)) {
            case 0 -> LoginFailed.newBuilder().setAccountId(entity("account")).build();
            case 1 -> DeviceAdded.newBuilder().setAccountId(entity("account")).build();
            case 2 -> PayeeAdded.newBuilder().setAccountId(entity("account")).build();
            case 3 -> ContactChanged.newBuilder().setAccountId(entity("account")).build();
            case 4 ->
                    SessionSummarised.newBuilder()
                            .setSessionId(entity("session"))
                            .setPageViews(random.nextInt(20))
                            .setClicks(random.nextInt(50))
                            .build();
            default ->
                    TerminalHealthChanged.newBuilder()
                            .setTerminalId(entity("till"))
                            .setHealth(TerminalHealth.forNumber(1 + random.nextInt(3)))
                            .build();
        };
    }

    private Message aboutPayment(String payment) {
        long known = clock + random.nextLong(-1, 2) * DAY;
        return switch (random.nextInt(5)) {
            case 0, 1 -> PaymentDeclined.newBuilder().setPaymentId(payment).build();
            case 2 ->
                    ChargebackReported.newBuilder()
                            .setPaymentId(payment)
                            .setKnownAtMicros(known)
                            .build();
            case 3 -> {
                judged = payment;
                yield AlertResolved.newBuilder()
                        .setPaymentId(payment)
                        .setVerdict(Verdict.FRAUD)
                        .setKnownAtMicros(known)
                        .build();
            }
            default ->
                    AlertReopened.newBuilder()
                            .setPaymentId(judged.isEmpty() ? payment : judged)
                            .setKnownAtMicros(known)
                            .build();
        };
    }

    private Message listed(int i) {
        String value = entity("till");
        if (i % 20 == 5) {
            return BookListEntriesAdded.newBuilder()
                    .setListId(FixedControl.LARGE_LIST)
                    .addEntries(
                            ListEntry.newBuilder()
                                    .setValue(value)
                                    .setExpiresMicros(clock + 3 * DAY))
                    .build();
        }
        return BookListEntriesRemoved.newBuilder()
                .setListId(FixedControl.LARGE_LIST)
                .addValues(value)
                .build();
    }
}
