package dev.weir.features.patterns;

import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.decisions.v1.Outcome;
import java.util.List;

/**
 * Samples of patterns: five typologies of fraud as sequences, and two graphs. They are data for a
 * new platform to follow in shadow; amounts fit a currency of cents, and a bank puts in its own.
 */
public final class DefaultPatterns {
    private static final String AUTHOR = "genesis";
    private static final long HOUR_MILLIS = 3_600_000L;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    private DefaultPatterns() {}

    /** The samples, version 1 each. */
    public static List<Pattern> samples() {
        return List.of(
                cardTesting(),
                accountTakeOver(),
                impossibleTravel(),
                mule(),
                bustOut(),
                cycle(),
                sharedDevice());
    }

    /** Small amounts that only ask whether a card works, then the purchase. */
    private static Pattern cardTesting() {
        return sequence("card-testing-then-large", "Small payments, then a large one")
                .setEntity(EntityKind.CARD)
                .setWithinMillis(HOUR_MILLIS)
                .addSteps(
                        payment(
                                        "small",
                                        "payment.amount_minor <= 500 && payment.channel =="
                                                + " 'ONLINE'")
                                .setAtLeast(3))
                .addSteps(payment("large", "payment.amount_minor >= 10000"))
                .setReasonCode("CARD_TESTING_THEN_LARGE")
                .setReasonText("3 or more small payments online, then a large one within an hour")
                .build();
    }

    private static Pattern accountTakeOver() {
        return sequence("account-take-over", "New device or contact, new payee, large payment")
                .setEntity(EntityKind.ACCOUNT)
                .setWithinMillis(DAY_MILLIS)
                .addSteps(
                        PatternStep.newBuilder()
                                .setName("way in")
                                .addEvents("DeviceAdded")
                                .addEvents("ContactChanged"))
                .addSteps(PatternStep.newBuilder().setName("payee").addEvents("PayeeAdded"))
                .addSteps(
                        payment(
                                "large",
                                "payment.counterparty_id != '' && payment.amount_minor >= 50000"))
                .setReasonCode("TAKE_OVER_SEQUENCE")
                .setReasonText("a new device or contact, then a new payee, then a large payment")
                .build();
    }

    private static Pattern impossibleTravel() {
        return sequence("impossible-travel-pair", "Payments in two places at once")
                .setEntity(EntityKind.CARD)
                .setWithinMillis(6 * HOUR_MILLIS)
                .addSteps(payment("here", "payment.channel != 'ONLINE'"))
                .addSteps(
                        payment(
                                "there",
                                "payment.channel != 'ONLINE' && features.account_kilometres >="
                                        + " 100.0 && features.account_kilometres_per_hour > 900.0"))
                .setReasonCode("IMPOSSIBLE_TRAVEL_PAIR")
                .setReasonText("faster than 900 km/h from the card's last place")
                .build();
    }

    /** Money of many comes in; soon it goes out. */
    private static Pattern mule() {
        return sequence("mule-in-and-out", "Many in, one out")
                .setEntity(EntityKind.ACCOUNT)
                .setWithinMillis(DAY_MILLIS)
                .addSteps(
                        payment("in", "payment.merchant_id == ''")
                                .setEntity(EntityKind.COUNTERPARTY)
                                .setDistinct(EntityKind.ACCOUNT)
                                .setAtLeast(5))
                .addSteps(payment("out", "payment.amount_minor >= 10000"))
                .setReasonCode("MULE_IN_AND_OUT")
                .setReasonText("money of 5 or more accounts within a day, then a payment out")
                .build();
    }

    private static Pattern bustOut() {
        return sequence("bust-out", "Far above its means at one merchant after the other")
                .setEntity(EntityKind.ACCOUNT)
                .setWithinMillis(DAY_MILLIS)
                .addSteps(
                        payment(
                                        "spree",
                                        "payment.amount_minor >= 10000"
                                                + " && features.account_amount_to_mean_30d >= 2.0")
                                .setDistinct(EntityKind.MERCHANT)
                                .setAtLeast(3))
                .setReasonCode("BUST_OUT")
                .setReasonText("large payments far above the account's mean at 3 or more merchants")
                .build();
    }

    private static Pattern cycle() {
        return sample("money-cycle", "Money that comes back")
                .setKind(PatternKind.CYCLE)
                .setEntity(EntityKind.ACCOUNT)
                .setWithinMillis(7 * DAY_MILLIS)
                .setAtLeast(4)
                .setPredicate("payment.merchant_id == ''")
                .setReasonCode("MONEY_CYCLE")
                .setReasonText("money comes back over at most 4 accounts within 7 days")
                .build();
    }

    private static Pattern sharedDevice() {
        return sample("shared-device", "Many accounts on one device")
                .setKind(PatternKind.SHARED_ENTITY)
                .setEntity(EntityKind.DEVICE)
                .setWithinMillis(7 * DAY_MILLIS)
                .setAtLeast(4)
                .setReasonCode("SHARED_DEVICE")
                .setReasonText("4 or more accounts paid with one device within 7 days")
                .build();
    }

    private static Pattern.Builder sequence(String id, String name) {
        return sample(id, name).setKind(PatternKind.SEQUENCE);
    }

    private static Pattern.Builder sample(String id, String name) {
        return Pattern.newBuilder()
                .setPatternId(id)
                .setVersion(1)
                .setName(name)
                .setOutcome(Outcome.REFERRED)
                .setWeightMilli(400_000)
                .setAuthor(AUTHOR);
    }

    private static PatternStep.Builder payment(String name, String predicate) {
        return PatternStep.newBuilder().setName(name).setPredicate(predicate);
    }
}
