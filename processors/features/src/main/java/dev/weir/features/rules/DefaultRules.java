package dev.weir.features.rules;

import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import java.util.List;

/**
 * The rules that a new platform starts with. Each looks at behaviour and hardly at sizes of
 * amounts, so that they fit most currencies; a bank replaces them by its own.
 */
public final class DefaultRules {
    private static final String AUTHOR = "genesis";
    private static final int VERSION = 1;

    private DefaultRules() {}

    /** The rules, version 1 each. */
    public static List<Rule> genesis() {
        return List.of(
                cardTesting(),
                farAboveOwnMean(),
                impossibleTravel(),
                takeOver(),
                mule(),
                unwellTerminal());
    }

    /**
     * Who tries stolen numbers does it fast and from a device that the account never used. A count
     * of the card's payments alone would hit a traveller at a fair; a known device is left in
     * peace.
     */
    private static Rule cardTesting() {
        return rule(
                "card-testing",
                "Many payments within ten minutes of a device's first one",
                "payment.channel == 'ONLINE' && features.device_count_10m >= 3 "
                        + "&& features.device_count_30d == features.device_count_10m "
                        + "&& features.account_count_30d > features.device_count_30d",
                Outcome.DECLINED,
                700_000,
                "VELOCITY_NEW_DEVICE_10M",
                "3 or more payments within 10 minutes from a device that was not used before");
    }

    private static Rule farAboveOwnMean() {
        return rule(
                "amount-far-above-own-mean",
                "An amount far above what the account usually pays, sooner after a decline",
                "payment.amount_minor >= 20000 && features.account_count_30d >= 4 "
                        + "&& (features.account_amount_to_mean_30d >= 6.0 "
                        + "|| features.account_amount_to_mean_30d >= 3.0 "
                        + "&& features.account_declines_1h >= 1)",
                Outcome.REFERRED,
                400_000,
                "AMOUNT_FAR_ABOVE_OWN_MEAN",
                "the amount is many times what the account usually pays");
    }

    /**
     * Faster than an airliner, between places that no error of position explains. Only where the
     * account never was: once a copy was used abroad, its holder at home must not be declined for
     * coming back so fast.
     */
    private static Rule impossibleTravel() {
        return rule(
                "impossible-travel",
                "Two places that nobody can reach in the time between",
                "payment.channel != 'ONLINE' && features.account_first_merchant "
                        + "&& features.account_kilometres >= 100.0 "
                        + "&& features.account_kilometres_per_hour > 900.0",
                Outcome.DECLINED,
                700_000,
                "IMPOSSIBLE_TRAVEL",
                "faster than 900 km/h from the account's last place to one where it never paid");
    }

    private static Rule takeOver() {
        return rule(
                "account-take-over",
                "A first payment from a new device after signs of a take-over, or of a high amount",
                "payment.channel == 'ONLINE' && features.account_first_device && ("
                        + "features.account_failed_logins_1h >= 3 "
                        + "|| features.account_seconds_since_contact_changed >= 0 "
                        + "&& features.account_seconds_since_contact_changed < 86400 "
                        + "|| features.account_seconds_since_payee_added >= 0 "
                        + "&& features.account_seconds_since_payee_added < 3600 "
                        + "|| payment.amount_minor >= 20000 && features.account_count_30d >= 3 "
                        + "&& features.account_amount_to_mean_30d >= 4.0)",
                Outcome.REFERRED,
                450_000,
                "NEW_DEVICE_RISK",
                "first payment from a new device together with signs of a take-over");
    }

    /** Money of many strangers gathers at an account that sells nothing. */
    private static Rule mule() {
        return rule(
                "mule-fan-in",
                "Many first payments to one private account",
                "payment.merchant_id == '' && payment.counterparty_id != '' "
                        + "&& features.account_first_counterparty && features.counterparty_count_1h >= 5",
                Outcome.REFERRED,
                450_000,
                "MULE_FAN_IN",
                "5 or more payments within an hour to an account this account never paid");
    }

    /**
     * Whoever uses copies of cards at a till that was tampered with does not know what their
     * holders buy there. A regular with his usual amount is left in peace.
     */
    private static Rule unwellTerminal() {
        return rule(
                "terminal-unwell",
                "At a terminal that is suspicious or out of order, not what the account does there",
                "payment.channel != 'ONLINE' && features.terminal_unwell && ("
                        + "features.account_first_merchant "
                        + "|| features.account_amount_to_mean_30d >= 1.8)",
                Outcome.REFERRED,
                450_000,
                "TERMINAL_UNWELL",
                "the terminal is suspicious or out of order, and the account does not pay so there");
    }

    private static Rule rule(
            String id,
            String name,
            String expression,
            Outcome outcome,
            int weightMilli,
            String reasonCode,
            String reasonText) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(VERSION)
                .setName(name)
                .setExpression(expression)
                .setOutcome(outcome)
                .setWeightMilli(weightMilli)
                .setReasonCode(reasonCode)
                .setReasonText(reasonText)
                .setAuthor(AUTHOR)
                .build();
    }
}
