package dev.weir.features;

import static dev.weir.features.Feature.Needs.RISK;
import static dev.weir.features.Feature.Needs.SQUARES;
import static dev.weir.features.Feature.Needs.SUMS;
import static dev.weir.features.KeyKind.ACCOUNT;
import static dev.weir.features.KeyKind.CARD;
import static dev.weir.features.KeyKind.COUNTERPARTY;
import static dev.weir.features.KeyKind.DEVICE;
import static dev.weir.features.KeyKind.IP_PREFIX;
import static dev.weir.features.KeyKind.MERCHANT;
import static dev.weir.features.KeyKind.TERMINAL;

import dev.weir.features.AccountProfile.Change;
import dev.weir.features.AccountProfile.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The features of {@code payments@1} and {@code payments@2}, one declaration each. To add one to
 * the next set: declare it here, add a test, and write docs/features.md anew.
 */
final class PaymentFeatures {
    /** Below so many other payments a deviation says nothing. */
    static final int DEVIATION_OTHERS_MIN = 5;

    private static final int NIGHT_ENDS_AT_HOUR = 7;

    private PaymentFeatures() {}

    /** {@code payments@2}: the first set, its places unchanged, and what is new behind it. */
    static List<Feature> second() {
        List<Feature> features = new ArrayList<>(first());
        for (Window window : Window.values()) {
            features.addAll(sums(IP_PREFIX, window));
        }
        return features;
    }

    /** {@code payments@1}: released, so it never changes. */
    static List<Feature> first() {
        List<Feature> features = new ArrayList<>();
        for (KeyKind kind : List.of(ACCOUNT, CARD, DEVICE, TERMINAL)) {
            for (Window window : Window.values()) {
                features.addAll(sums(kind, window));
            }
        }
        for (Window window : List.of(Window.H1, Window.D1, Window.D7)) {
            features.addAll(sums(COUNTERPARTY, window).subList(0, 2));
        }
        for (Dimension dimension : Dimension.values()) {
            features.add(distinct(dimension, Window.H1));
            features.add(distinct(dimension, Window.D1));
        }
        for (KeyKind kind : List.of(TERMINAL, MERCHANT)) {
            for (Window window : List.of(Window.D1, Window.D7, Window.D30)) {
                features.add(risk(kind, window));
            }
        }
        features.addAll(ofAccount());
        features.addAll(ofOthers());
        return features;
    }

    private static List<Feature> sums(KeyKind kind, Window window) {
        String prefix = kind.name().toLowerCase(Locale.ROOT) + "_";
        String suffix = "_" + window.text();
        return List.of(
                Feature.number(
                                prefix + "count" + suffix,
                                kind,
                                "payments",
                                facts -> facts.of(kind).count(window))
                        .over(window, SUMS),
                Feature.number(
                                prefix + "sum_minor" + suffix,
                                kind,
                                "sum of the amounts",
                                facts -> facts.of(kind).sum(window))
                        .over(window, SUMS),
                Feature.real(
                                prefix + "mean_minor" + suffix,
                                kind,
                                "mean of the amounts",
                                facts -> facts.of(kind).mean(window))
                        .over(window, SUMS),
                Feature.number(
                                prefix + "max_minor" + suffix,
                                kind,
                                "largest amount",
                                facts -> facts.of(kind).max(window))
                        .over(window, SUMS));
    }

    private static Feature distinct(Dimension dimension, Window window) {
        String name = dimension.name().toLowerCase(Locale.ROOT);
        return Feature.number(
                        "account_distinct_" + name + "_" + window.text(),
                        ACCOUNT,
                        "different known values of "
                                + name
                                + " among the account's newest "
                                + AccountProfile.VISITS_MAX
                                + " payments",
                        facts -> facts.profile.distinct(dimension, window, facts.at))
                .over(window, Feature.Needs.NOTHING);
    }

    private static Feature risk(KeyKind kind, Window window) {
        return Feature.real(
                        kind.name().toLowerCase(Locale.ROOT) + "_risk_" + window.text(),
                        kind,
                        "share of frauds known by now in the payments of the window that ended 7"
                                + " days ago; 0 if it is empty",
                        facts -> facts.risk(kind, window))
                .over(window, RISK);
    }

    private static List<Feature> ofAccount() {
        return List.of(
                Feature.real(
                                "account_amount_to_mean_30d",
                                ACCOUNT,
                                "amount divided by the mean of the account's other payments; 0 if"
                                        + " there are none",
                                facts -> ratio(facts))
                        .over(Window.D30, SUMS),
                Feature.real(
                                "account_amount_deviations_30d",
                                ACCOUNT,
                                "standard deviations by which the amount lies above the mean of the"
                                        + " account's other payments; 0 with fewer than "
                                        + DEVIATION_OTHERS_MIN
                                        + " of them, or if all are equal",
                                facts -> deviations(facts))
                        .over(Window.D30, SQUARES),
                Feature.number(
                                "account_seconds_since_payment",
                                ACCOUNT,
                                "since the account's newest earlier payment; -1 if there is none in"
                                        + " 30 days",
                                facts -> seconds(facts.sinceLastPayment))
                        .orElse(-1),
                Feature.real(
                                "account_kilometres",
                                ACCOUNT,
                                "from the account's newest earlier place; -1 without two places in"
                                        + " 30 days",
                                facts -> facts.kilometres)
                        .orElse(-1),
                Feature.real(
                                "account_kilometres_per_hour",
                                ACCOUNT,
                                "speed from that place, over at least a minute; -1 without two"
                                        + " places",
                                Facts::kilometresPerHour)
                        .orElse(-1),
                since("device_added", Change.DEVICE_ADDED),
                since("payee_added", Change.PAYEE_ADDED),
                since("contact_changed", Change.CONTACT_CHANGED),
                Feature.number(
                                "account_declines_1h",
                                ACCOUNT,
                                "earlier payments of the window that were declined, of the newest "
                                        + AccountProfile.TIMES_MAX,
                                facts -> facts.profile.declines(Window.H1, facts.at))
                        .over(Window.H1, Feature.Needs.NOTHING),
                Feature.number(
                                "account_failed_logins_1h",
                                ACCOUNT,
                                "failed logins, of the newest " + AccountProfile.TIMES_MAX,
                                facts -> facts.profile.failedLogins(Window.H1, facts.at))
                        .over(Window.H1, Feature.Needs.NOTHING));
    }

    private static List<Feature> ofOthers() {
        return List.of(
                first(DEVICE),
                first(MERCHANT),
                first(COUNTERPARTY),
                Feature.flag(
                        "terminal_unwell",
                        TERMINAL,
                        "its last health in 30 days is suspicious or out of order",
                        facts -> facts.terminalUnwell),
                Feature.number(
                                "session_page_views",
                                ACCOUNT,
                                "pages of the payment's session, summarised at most 1 day before; 0"
                                        + " if not known",
                                facts -> facts.sessionPageViews)
                        .ofPayment(),
                Feature.number(
                                "session_clicks",
                                ACCOUNT,
                                "events of the payment's session, summarised at most 1 day before;"
                                        + " 0 if not known",
                                facts -> facts.sessionClicks)
                        .ofPayment(),
                Feature.flag(
                                "night",
                                ACCOUNT,
                                "occurred from 00:00 to 06:59 UTC",
                                facts -> hourOfDay(facts.time) < NIGHT_ENDS_AT_HOUR)
                        .ofPayment(),
                Feature.flag(
                                "weekend",
                                ACCOUNT,
                                "occurred on a Saturday or Sunday, UTC",
                                facts -> isWeekend(facts.time))
                        .ofPayment());
    }

    private static Feature since(String name, Change change) {
        return Feature.number(
                        "account_seconds_since_" + name,
                        ACCOUNT,
                        "since the account's newest such signal; -1 if there is none in 30 days",
                        facts -> seconds(facts.profile.since(change, facts.at)))
                .orElse(-1);
    }

    private static Feature first(KeyKind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return Feature.flag(
                "account_first_" + name,
                kind,
                "the account's first payment with this " + name + " in 90 days",
                facts -> facts.metFirst.contains(kind));
    }

    private static double ratio(Facts facts) {
        return facts.of(ACCOUNT).ratioToOthers(Window.D30, facts.payment.getAmountMinor());
    }

    private static double deviations(Facts facts) {
        return facts.of(ACCOUNT)
                .deviationsFromOthers(
                        Window.D30, facts.payment.getAmountMinor(), DEVIATION_OTHERS_MIN);
    }

    private static long seconds(long micros) {
        return micros < 0 ? -1 : micros / Times.SECOND;
    }

    private static long hourOfDay(long micros) {
        return Math.floorMod(micros, Times.DAY) / Times.HOUR;
    }

    /** 1970-01-01 was a Thursday: day 2 and 3 of each seven are Saturday and Sunday. */
    private static boolean isWeekend(long micros) {
        long day = Math.floorMod(Math.floorDiv(micros, Times.DAY), 7L);
        return day == 2 || day == 3;
    }
}
