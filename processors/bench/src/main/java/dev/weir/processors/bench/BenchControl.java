package dev.weir.processors.bench;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.features.decide.Activations;
import dev.weir.features.patterns.DefaultPatterns;
import dev.weir.features.rules.DefaultRules;
import java.util.ArrayList;
import java.util.List;

/** What is live while decisions are measured: 30 rules and 5 patterns. */
public final class BenchControl {
    /** Rules that are live, those of genesis among them. */
    public static final int RULES = 30;

    /** Patterns that are live: the sequences of the samples. */
    public static final int PATTERNS = 5;

    private BenchControl() {}

    /** The events that have all of it count. */
    public static List<Message> activations() {
        List<Rule> rules = new ArrayList<>(DefaultRules.genesis());
        rules.addAll(moreRules());
        return Activations.of(rules, patterns());
    }

    /**
     * The rules beyond those that a platform starts with. They look at counts, sums, means and
     * first meetings over all windows, and hardly ever fire: a rule that fires costs a reason, and
     * real ones seldom do.
     */
    public static List<Rule> moreRules() {
        List<String> expressions =
                List.of(
                        "features.card_count_1m >= 40",
                        "features.card_count_10m >= 90 && payment.amount_minor > 100",
                        "features.card_sum_minor_1h > 90000000",
                        "features.card_max_minor_1d > 5000000",
                        "features.card_mean_minor_7d > 900000.0 && payment.amount_minor > 900000",
                        "features.device_count_1m >= 40 && payment.channel == 'ONLINE'",
                        "features.device_sum_minor_10m > 90000000",
                        "features.device_max_minor_1h > 5000000",
                        "features.device_mean_minor_30d > 900000.0",
                        "features.terminal_count_1m >= 100000",
                        "features.terminal_sum_minor_1d > 900000000000",
                        "features.terminal_max_minor_7d > 5000000",
                        "features.terminal_risk_7d > 0.5 && payment.channel == 'POS'",
                        "features.merchant_risk_30d > 0.5",
                        "features.account_distinct_terminal_1h >= 90",
                        "features.account_distinct_merchant_1d >= 126",
                        "features.account_distinct_device_1d >= 20",
                        "features.account_distinct_country_1h >= 5",
                        "features.account_amount_deviations_30d > 1000.0",
                        "features.account_declines_1h >= 30",
                        "features.account_failed_logins_1h >= 10 && features.account_first_device",
                        "features.night && features.weekend && payment.amount_minor > 5000000",
                        "features.terminal_unwell && payment.amount_minor > 5000000",
                        "features.session_clicks > 500 || features.session_page_views > 500",
                        "payment.country == 'XX' && features.account_first_merchant");
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < RULES - DefaultRules.genesis().size(); i++) {
            rules.add(
                    Rule.newBuilder()
                            .setRuleId("bench-" + (i + 1))
                            .setVersion(1)
                            .setName("benchmark " + (i + 1))
                            .setExpression(expressions.get(i))
                            .setOutcome(Outcome.APPROVED)
                            .setWeightMilli(1_000)
                            .setReasonCode("BENCH_" + (i + 1))
                            .setReasonText("fires only by mistake")
                            .setAuthor("bench")
                            .build());
        }
        return rules;
    }

    /** The patterns, under names of the benchmark's own. */
    public static List<Pattern> patterns() {
        return DefaultPatterns.samples().subList(0, PATTERNS).stream()
                .map(
                        pattern ->
                                pattern.toBuilder()
                                        .setPatternId("bench-" + pattern.getPatternId())
                                        .setOutcome(Outcome.APPROVED)
                                        .setWeightMilli(1_000)
                                        .build())
                .toList();
    }
}
