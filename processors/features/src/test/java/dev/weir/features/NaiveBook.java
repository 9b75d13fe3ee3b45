package dev.weir.features;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.payments.v1.ChargebackReported;
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
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The features by their definitions: it keeps every event for ever and scans them all for each
 * payment. Slow, obvious, and written without a look at the code that it checks.
 */
final class NaiveBook {
    private static final long SECOND = 1_000_000L;
    private static final long HOUR = 3_600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final Map<String, Long> WINDOWS =
            Map.of(
                    "1m", 60 * SECOND,
                    "10m", 600 * SECOND,
                    "1h", HOUR,
                    "1d", DAY,
                    "7d", 7 * DAY,
                    "30d", 30 * DAY);

    private record Placed(long at, PaymentDetails payment) {}

    /** What was said of a payment: 'C'hargeback, 'V'erdict of fraud, 'R'eopened. */
    private record Label(String paymentId, long knownAt, char said) {}

    private record Signal(long at, String id, String kind, int first, int second) {}

    private final List<Placed> placed = new ArrayList<>();
    private final Set<String> declined = new HashSet<>();
    private final List<String> declines = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final boolean takesBack;
    private final List<Signal> signals = new ArrayList<>();
    private long clock = Long.MIN_VALUE;
    private long tooLate;

    /** Whether a reopened alert takes its verdict back, as from the second set on. */
    NaiveBook(boolean takesBack) {
        this.takesBack = takesBack;
    }

    long tooLate() {
        return tooLate;
    }

    /** Values by name for a payment, null for any other event. */
    Map<String, Object> onEvent(Message event, long time) {
        return switch (event) {
            case PaymentRequested requested -> payment(requested.getPayment(), time);
            case PaymentDeclined event2 -> {
                if (declined.add(event2.getPaymentId())) {
                    declines.add(event2.getPaymentId());
                }
                yield null;
            }
            case ChargebackReported label ->
                    say(label.getPaymentId(), label.getKnownAtMicros(), 'C');
            case AlertResolved label ->
                    label.getVerdict() == Verdict.FRAUD
                            ? say(label.getPaymentId(), label.getKnownAtMicros(), 'V')
                            : null;
            case AlertReopened label ->
                    takesBack ? say(label.getPaymentId(), label.getKnownAtMicros(), 'R') : null;
            case LoginFailed s -> signal(time, s.getAccountId(), "login", 0, 0);
            case DeviceAdded s -> signal(time, s.getAccountId(), "device_added", 0, 0);
            case PayeeAdded s -> signal(time, s.getAccountId(), "payee_added", 0, 0);
            case ContactChanged s -> signal(time, s.getAccountId(), "contact_changed", 0, 0);
            case SessionSummarised s ->
                    signal(time, s.getSessionId(), "session", s.getPageViews(), s.getClicks());
            case TerminalHealthChanged s -> {
                boolean well = s.getHealth() == TerminalHealth.HEALTHY;
                yield signal(time, s.getTerminalId(), "health", well ? 0 : 1, 0);
            }
            default -> null;
        };
    }

    private Map<String, Object> say(String paymentId, long knownAt, char said) {
        labels.add(new Label(paymentId, knownAt, said));
        return null;
    }

    private boolean accept(long time) {
        clock = Math.max(clock, time);
        if (time < clock - HOUR) {
            tooLate++;
            return false;
        }
        return true;
    }

    private Map<String, Object> signal(long time, String id, String kind, int first, int second) {
        if (accept(time)) {
            signals.add(new Signal(time, id, kind, first, second));
        }
        return null;
    }

    private Map<String, Object> payment(PaymentDetails payment, long time) {
        boolean inTime = accept(time);
        long at = Math.max(time, clock - HOUR);
        Placed current = new Placed(at, payment);
        Map<String, Object> values = new TreeMap<>();
        sums(values, "account", current, PaymentDetails::getAccountId);
        sums(values, "card", current, PaymentDetails::getCardId);
        sums(values, "device", current, PaymentDetails::getDeviceId);
        sums(values, "terminal", current, PaymentDetails::getTerminalId);
        sums(values, "ip_prefix", current, p -> prefix(p.getIp()));
        sums(values, "counterparty", current, PaymentDetails::getCounterpartyId);
        distinct(values, "terminal", current, PaymentDetails::getTerminalId);
        distinct(values, "merchant", current, PaymentDetails::getMerchantId);
        distinct(values, "device", current, PaymentDetails::getDeviceId);
        distinct(values, "country", current, PaymentDetails::getCountry);
        risk(values, "terminal", current, PaymentDetails::getTerminalId);
        risk(values, "merchant", current, PaymentDetails::getMerchantId);
        ownAmounts(values, current);
        lastPaymentAndPlace(values, current);
        values.put("account_first_device", first(current, PaymentDetails::getDeviceId));
        values.put("account_first_merchant", first(current, PaymentDetails::getMerchantId));
        values.put("account_first_counterparty", first(current, PaymentDetails::getCounterpartyId));
        signals(values, current);
        long hour = Math.floorMod(time, DAY) / HOUR;
        values.put("night", hour <= 6);
        int weekday =
                java.time.LocalDate.ofEpochDay(Math.floorDiv(time, DAY)).getDayOfWeek().getValue();
        values.put("weekend", weekday >= 6);
        if (inTime) {
            placed.add(current);
        }
        return values;
    }

    private List<Placed> inWindow(
            Placed current, Function<PaymentDetails, String> id, long after, long until) {
        String wanted = id.apply(current.payment());
        if (wanted.isEmpty()) {
            return List.of();
        }
        return placed.stream()
                .filter(p -> id.apply(p.payment()).equals(wanted))
                .filter(p -> p.at() > after && p.at() <= until)
                .toList();
    }

    private void sums(
            Map<String, Object> values,
            String kind,
            Placed current,
            Function<PaymentDetails, String> id) {
        boolean known = !id.apply(current.payment()).isEmpty();
        WINDOWS.forEach(
                (name, length) -> {
                    long at = current.at();
                    List<Placed> window = new ArrayList<>(inWindow(current, id, at - length, at));
                    if (known) {
                        window.add(current);
                    }
                    BigInteger sum = BigInteger.ZERO;
                    long max = 0;
                    for (Placed p : window) {
                        sum = sum.add(BigInteger.valueOf(p.payment().getAmountMinor()));
                        max = Math.max(max, p.payment().getAmountMinor());
                    }
                    long count = window.size();
                    values.put(kind + "_count_" + name, count);
                    values.put(
                            kind + "_sum_minor_" + name,
                            sum.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
                    values.put(
                            kind + "_mean_minor_" + name,
                            count == 0 ? 0.0 : sum.doubleValue() / count);
                    values.put(kind + "_max_minor_" + name, max);
                });
    }

    private void distinct(
            Map<String, Object> values,
            String dimension,
            Placed current,
            Function<PaymentDetails, String> value) {
        String account = current.payment().getAccountId();
        List<Placed> visits = new ArrayList<>(placed);
        visits.add(current);
        visits.removeIf(p -> !p.payment().getAccountId().equals(account));
        visits.sort(Comparator.comparingLong(Placed::at));
        List<Placed> newest = visits.subList(Math.max(0, visits.size() - 128), visits.size());
        for (String name : List.of("1h", "1d")) {
            long after = current.at() - WINDOWS.get(name);
            long count =
                    newest.stream()
                            .filter(p -> p.at() > after && p.at() <= current.at())
                            .map(p -> value.apply(p.payment()))
                            .filter(text -> !text.isEmpty())
                            .distinct()
                            .count();
            values.put("account_distinct_" + dimension + "_" + name, count);
        }
    }

    private void risk(
            Map<String, Object> values,
            String kind,
            Placed current,
            Function<PaymentDetails, String> id) {
        for (String name : List.of("1d", "7d", "30d")) {
            long until = current.at() - 7 * DAY;
            List<Placed> window = inWindow(current, id, until - WINDOWS.get(name), until);
            long known =
                    window.stream()
                            .filter(p -> isKnownFraud(p.payment().getPaymentId(), current.at()))
                            .count();
            values.put(
                    kind + "_risk_" + name,
                    window.isEmpty() ? 0.0 : (double) known / window.size());
        }
    }

    private boolean isKnownFraud(String paymentId, long at) {
        List<Label> said = labels.stream().filter(l -> l.paymentId().equals(paymentId)).toList();
        if (said.stream().anyMatch(l -> l.said() == 'C' && l.knownAt() <= at)) {
            return true;
        }
        long from = Long.MAX_VALUE;
        long until = Long.MAX_VALUE;
        for (Label label : said) {
            if (label.said() == 'V') {
                from = until == Long.MAX_VALUE ? Math.min(from, label.knownAt()) : label.knownAt();
                until = Long.MAX_VALUE;
            } else if (label.said() == 'R' && from < Long.MAX_VALUE && until == Long.MAX_VALUE) {
                until = label.knownAt();
            }
        }
        return from <= at && at < until;
    }

    private static String prefix(String address) {
        if (address.isEmpty()) {
            return "";
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, bytes.length == 4 ? 3 : 6);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void ownAmounts(Map<String, Object> values, Placed current) {
        long at = current.at();
        List<BigInteger> others =
                inWindow(current, PaymentDetails::getAccountId, at - 30 * DAY, at).stream()
                        .map(p -> BigInteger.valueOf(p.payment().getAmountMinor()))
                        .toList();
        BigInteger n = BigInteger.valueOf(others.size());
        BigInteger amount = BigInteger.valueOf(current.payment().getAmountMinor());
        BigInteger sum = others.stream().reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger squares =
                others.stream().map(a -> a.multiply(a)).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger spread = n.multiply(squares).subtract(sum.multiply(sum));
        values.put(
                "account_amount_to_mean_30d",
                others.isEmpty() ? 0.0 : amount.multiply(n).doubleValue() / sum.doubleValue());
        values.put(
                "account_amount_deviations_30d",
                others.size() < 5 || spread.signum() == 0
                        ? 0.0
                        : amount.multiply(n).subtract(sum).doubleValue()
                                / StrictMath.sqrt(spread.doubleValue()));
    }

    private void lastPaymentAndPlace(Map<String, Object> values, Placed current) {
        String account = current.payment().getAccountId();
        Stream<Placed> own =
                placed.stream().filter(p -> p.payment().getAccountId().equals(account));
        List<Placed> earlier = own.toList();
        long last = earlier.stream().mapToLong(Placed::at).max().orElse(Long.MIN_VALUE);
        boolean recent = !earlier.isEmpty() && last > current.at() - 30 * DAY;
        long since = recent ? Math.max(0, current.at() - last) / SECOND : -1;
        values.put("account_seconds_since_payment", since);
        Placed place = null;
        for (Placed p : earlier) {
            if (p.payment().hasLocation() && (place == null || p.at() >= place.at())) {
                place = p;
            }
        }
        double kilometres = -1;
        double speed = -1;
        if (place != null
                && place.at() > current.at() - 30 * DAY
                && current.payment().hasLocation()) {
            kilometres =
                    Earth.kilometres(
                            place.payment().getLocation().getLatMicrodegrees(),
                            place.payment().getLocation().getLonMicrodegrees(),
                            current.payment().getLocation().getLatMicrodegrees(),
                            current.payment().getLocation().getLonMicrodegrees());
            long between = Math.max(60 * SECOND, Math.abs(current.at() - place.at()));
            speed = kilometres / ((double) between / HOUR);
        }
        values.put("account_kilometres", kilometres);
        values.put("account_kilometres_per_hour", speed);
    }

    private boolean first(Placed current, Function<PaymentDetails, String> id) {
        String wanted = id.apply(current.payment());
        String account = current.payment().getAccountId();
        return !wanted.isEmpty()
                && placed.stream()
                        .filter(p -> p.payment().getAccountId().equals(account))
                        .filter(p -> id.apply(p.payment()).equals(wanted))
                        .noneMatch(p -> p.at() > current.at() - 90 * DAY);
    }

    private void signals(Map<String, Object> values, Placed current) {
        String account = current.payment().getAccountId();
        long at = current.at();
        for (String change : List.of("device_added", "payee_added", "contact_changed")) {
            long last =
                    signals(change, account)
                            .mapToLong(Signal::at)
                            .filter(t -> t > at - 30 * DAY)
                            .max()
                            .orElse(Long.MIN_VALUE);
            values.put(
                    "account_seconds_since_" + change,
                    last == Long.MIN_VALUE ? -1L : Math.max(0, at - last) / SECOND);
        }
        values.put(
                "account_failed_logins_1h",
                newest(signals("login", account).map(Signal::at).toList()).stream()
                        .filter(t -> t > at - HOUR && t <= at)
                        .count());
        List<Long> declineTimes =
                declines.stream()
                        .flatMap(
                                id ->
                                        placed.stream()
                                                .filter(p -> p.payment().getPaymentId().equals(id)))
                        .filter(p -> p.payment().getAccountId().equals(account))
                        .map(Placed::at)
                        .toList();
        values.put(
                "account_declines_1h",
                newest(declineTimes).stream().filter(t -> t > at - HOUR && t <= at).count());
        Signal session = last(current.payment().getSessionId(), "session", at - DAY);
        values.put("session_page_views", session == null ? 0L : session.first());
        values.put("session_clicks", session == null ? 0L : session.second());
        Signal health = last(current.payment().getTerminalId(), "health", at - 30 * DAY);
        values.put("terminal_unwell", health != null && health.first() == 1);
    }

    private static List<Long> newest(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.subList(Math.max(0, sorted.size() - 64), sorted.size());
    }

    private Stream<Signal> signals(String kind, String id) {
        return signals.stream().filter(s -> s.kind().equals(kind) && s.id().equals(id));
    }

    private Signal last(String id, String kind, long after) {
        Signal last = id.isEmpty() ? null : signals(kind, id).reduce((a, b) -> b).orElse(null);
        return last == null || last.at() <= after ? null : last;
    }
}
