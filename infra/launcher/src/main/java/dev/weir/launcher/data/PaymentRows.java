package dev.weir.launcher.data;

import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A row is a payment of the past. A fraud flag becomes a chargeback that was known a delay later;
 * it is sent when the file reaches that time, before a payment of the same second, as it would have
 * arrived then.
 */
final class PaymentRows implements RowCommands {
    private static final int MICRODEGREE_DECIMALS = 6;
    private static final Set<String> NO = Set.of("0", "false", "no", "n", "f");
    private static final Set<String> YES = Set.of("1", "true", "yes", "y", "t");

    private record Label(Instant knownAt, long row, String payment) {}

    private final String source;
    private final String currencyOtherwise;
    private final RowTimes times;
    private final Duration labelDelay;
    private final boolean decide;
    private final PriorityQueue<Label> labels =
            new PriorityQueue<>(Comparator.comparing(Label::knownAt).thenComparing(Label::row));

    /**
     * @param decide true: each payment is sent through the decide job, false: it is history
     */
    PaymentRows(
            String source,
            String currencyOtherwise,
            RowTimes times,
            Duration labelDelay,
            boolean decide) {
        this.source = source;
        this.currencyOtherwise = currencyOtherwise;
        this.times = times;
        this.labelDelay = labelDelay;
        this.decide = decide;
    }

    @Override
    public Set<String> required() {
        return Set.of("time", "account", "amount");
    }

    @Override
    public Set<String> known() {
        return Set.of(
                "id",
                "time",
                "account",
                "terminal",
                "amount",
                "currency",
                "channel",
                "merchant",
                "card",
                "device",
                "lat",
                "lon",
                "fraud",
                "customer",
                "ip",
                "country",
                "counterparty",
                "session");
    }

    @Override
    public List<BatchItem> commands(Row row) {
        Instant time = times.parse(row.require("time"));
        String id = row.get("id", source + ":" + row.number());
        String currency = row.get("currency", currencyOtherwise);
        long amount = Money.parseMinor(row.require("amount"), currency);
        if (amount <= 0) {
            throw new RowProblem(
                    "AMOUNT_NOT_POSITIVE",
                    "the amount must be above zero, it is " + row.require("amount"));
        }
        PaymentDetails.Builder payment =
                PaymentDetails.newBuilder()
                        .setPaymentId(id)
                        .setAccountId(row.require("account"))
                        .setCardId(row.get("card", ""))
                        .setCustomerId(row.get("customer", ""))
                        .setAmountMinor(amount)
                        .setCurrency(currency)
                        .setChannel(channel(row))
                        .setMerchantId(row.get("merchant", ""))
                        .setTerminalId(row.get("terminal", ""))
                        .setDeviceId(row.get("device", ""))
                        .setIp(row.get("ip", ""))
                        .setCountry(row.get("country", ""))
                        .setCounterpartyId(row.get("counterparty", ""))
                        .setSessionId(row.get("session", ""));
        if (row.fields().containsKey("lat") && row.fields().containsKey("lon")) {
            payment.setLocation(
                    Location.newBuilder()
                            .setLatMicrodegrees(microdegrees(row, "lat"))
                            .setLonMicrodegrees(microdegrees(row, "lon")));
        }
        if (isFraud(row)) {
            labels.add(new Label(time.plus(labelDelay), row.number(), id));
        }
        return List.of(
                BatchItem.newBuilder()
                        .setPayment(
                                RequestPayment.newBuilder()
                                        .setPayment(payment)
                                        .setOccurredAt(Timestamps.of(time))
                                        .setMode(
                                                decide
                                                        ? DecisionMode.REPLAYED
                                                        : DecisionMode.HISTORY)
                                        .setOpenAccount(true))
                        .build());
    }

    @Override
    public List<BatchItem> dueBefore(Row row) {
        Instant second;
        try {
            second = times.parse(row.get("time", "")).truncatedTo(ChronoUnit.SECONDS);
        } catch (RowProblem e) {
            return List.of(); // the row itself will be set aside for it
        }
        List<BatchItem> due = new ArrayList<>();
        while (!labels.isEmpty()
                && !labels.peek().knownAt().truncatedTo(ChronoUnit.SECONDS).isAfter(second)) {
            due.add(chargeback(labels.remove()));
        }
        return due;
    }

    @Override
    public List<BatchItem> dueAtEnd() {
        List<BatchItem> due = new ArrayList<>();
        while (!labels.isEmpty()) {
            due.add(chargeback(labels.remove()));
        }
        return due;
    }

    private static BatchItem chargeback(Label label) {
        return BatchItem.newBuilder()
                .setChargeback(
                        ReportChargeback.newBuilder()
                                .setPaymentId(label.payment())
                                .setKnownAt(Timestamps.of(label.knownAt()))
                                .setOccurredAt(Timestamps.of(label.knownAt())))
                .build();
    }

    private static Channel channel(Row row) {
        String text = row.get("channel", "").toUpperCase(Locale.ROOT);
        if (text.isEmpty()) {
            return row.fields().containsKey("terminal") ? Channel.POS : Channel.ONLINE;
        }
        return switch (text) {
            case "ATM" -> Channel.ATM;
            case "POS" -> Channel.POS;
            case "ONLINE" -> Channel.ONLINE;
            default ->
                    throw new RowProblem(
                            "CHANNEL_INVALID",
                            "the channel " + text + " is not ATM, POS or ONLINE");
        };
    }

    private static boolean isFraud(Row row) {
        String text = row.get("fraud", "0").toLowerCase(Locale.ROOT);
        if (!YES.contains(text) && !NO.contains(text)) {
            throw new RowProblem(
                    "FRAUD_INVALID", "the fraud flag " + text + " is not 0, 1, true or false");
        }
        return YES.contains(text);
    }

    private static int microdegrees(Row row, String field) {
        try {
            return new BigDecimal(row.require(field))
                    .movePointRight(MICRODEGREE_DECIMALS)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new RowProblem(
                    "LOCATION_INVALID",
                    "the " + field + " " + row.require(field) + " is not in degrees");
        }
    }
}
