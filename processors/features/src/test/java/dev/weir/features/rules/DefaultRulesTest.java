package dev.weir.features.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.TerminalHealth;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Customers with a month of a past; then each kind of fraud that the genesis rules are there for.
 */
class DefaultRulesTest {
    private static final long SECOND = 1_000_000L;
    private static final long HOUR = 3_600 * SECOND;
    private static final int CUSTOMERS = 40;
    private static final Location HOME = place(52_520_000, 13_400_000);

    private final ControlHistory control = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
    private final BookDecider decider = new BookDecider(FeatureSet.payments2());
    private final HeapState state = new HeapState();
    private final List<Outcome> past = new ArrayList<>();
    private long clock = 1_700_000_000L * SECOND;
    private int payments;

    @BeforeEach
    void aMonthOfOrdinaryPayments() {
        DefaultRules.genesis()
                .forEach(
                        rule ->
                                control.on(
                                        control.position() + 1,
                                        RuleActivated.newBuilder().setRule(rule).build()));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < CUSTOMERS * 60; i++) {
            clock += 30 * 24 * HOUR / (CUSTOMERS * 60);
            int customer = random.nextInt(CUSTOMERS);
            long amount = random.nextLong(1_000, 9_000);
            past.add(
                    random.nextInt(3) == 0
                            ? pay(online(customer, amount, "d" + customer))
                            : pay(present(customer, amount, "m" + random.nextInt(20), HOME)));
        }
    }

    @Test
    void ordinaryPaymentsAreHardlyEverStopped() {
        long stopped = past.stream().filter(outcome -> outcome != Outcome.APPROVED).count();
        assertThat(stopped).as("of %d", past.size()).isLessThan(past.size() / 100);
    }

    @Test
    void cardTestingIsDeclinedFromTheThirdPayment() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clock += 10 * SECOND;
            outcomes.add(pay(online(1, 150, "stranger")));
        }
        assertThat(outcomes.subList(2, 5)).containsOnly(Outcome.DECLINED);
    }

    @Test
    void aStolenCardIsReferredAtItsFirstLargeAmount() {
        assertThat(pay(present(2, 60_000, "m3", HOME))).isEqualTo(Outcome.REFERRED);
    }

    @Test
    void impossibleTravelIsDeclinedAndTheHolderAtHomeIsNot() {
        pay(present(3, 3_000, "m4", HOME));
        clock += HOUR;
        Location farAway = place(-23_550_000, -46_630_000);
        assertThat(pay(present(3, 3_000, "abroad", farAway))).isEqualTo(Outcome.DECLINED);
        clock += HOUR;
        assertThat(pay(present(3, 3_000, "m4", HOME))).isEqualTo(Outcome.APPROVED);
    }

    @Test
    void aTakeOverIsReferredAfterFailedLogins() {
        for (int i = 0; i < 3; i++) {
            tell(LoginFailed.newBuilder().setAccountId("a4").build());
        }
        assertThat(pay(online(4, 5_000, "stranger"))).isEqualTo(Outcome.REFERRED);
        assertThat(pay(online(4, 5_000, "d4"))).isEqualTo(Outcome.APPROVED);
    }

    @Test
    void aMuleIsReferredFromTheFifthStranger() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 5; i < 11; i++) {
            clock += 60 * SECOND;
            outcomes.add(
                    pay(
                            online(i, 4_000, "d" + i).toBuilder()
                                    .clearMerchantId()
                                    .setCounterpartyId("mule")
                                    .build()));
        }
        assertThat(outcomes.subList(0, 4)).containsOnly(Outcome.APPROVED);
        assertThat(outcomes.subList(4, 6)).containsOnly(Outcome.REFERRED);
    }

    @Test
    void copiesOfCardsAreReferredAtATerminalThatIsUnwellAndItsRegularsAreNot() {
        pay(present(11, 4_000, "m7", HOME));
        clock += HOUR;
        health(TerminalHealth.SUSPICIOUS);
        assertThat(pay(present(12, 4_000, "m7", HOME)))
                .as("a known place, the usual amount")
                .isEqualTo(pay(present(11, 4_000, "m7", HOME)))
                .isEqualTo(Outcome.APPROVED);
        assertThat(pay(present(12, 12_000, "m7", HOME))).isEqualTo(Outcome.REFERRED);
        assertThat(pay(elsewhere(13, 4_000))).as("never paid there").isEqualTo(Outcome.REFERRED);
        assertThat(pay(online(12, 12_000, "d12"))).as("online").isEqualTo(Outcome.APPROVED);

        clock += HOUR;
        health(TerminalHealth.HEALTHY);
        assertThat(pay(present(14, 12_000, "m7", HOME))).isEqualTo(Outcome.APPROVED);
    }

    private void health(TerminalHealth health) {
        tell(TerminalHealthChanged.newBuilder().setTerminalId("t-m7").setHealth(health).build());
    }

    /** At the same terminal, for a merchant that the account never met. */
    private PaymentDetails elsewhere(int customer, long amount) {
        return present(customer, amount, "new-tenant", HOME).toBuilder()
                .setTerminalId("t-m7")
                .build();
    }

    private void tell(Message signal) {
        decider.learn("book", signal, clock, control.at(control.position()).orElseThrow(), state);
    }

    private Outcome pay(PaymentDetails payment) {
        PaymentRequested requested = PaymentRequested.newBuilder().setPayment(payment).build();
        BookDecider.Enriched enriched = decider.enrich(requested, clock, state);
        Control inForce = control.at(control.position()).orElseThrow();
        return decider.decide("book", payments, requested, enriched, inForce, state)
                .decision()
                .getOutcome();
    }

    private PaymentDetails online(int customer, long amount, String device) {
        return payment(customer, amount)
                .setChannel(Channel.ONLINE)
                .setDeviceId(device)
                .setMerchantId("shop")
                .build();
    }

    private PaymentDetails present(int customer, long amount, String merchant, Location place) {
        return payment(customer, amount)
                .setChannel(Channel.POS)
                .setMerchantId(merchant)
                .setTerminalId("t-" + merchant)
                .setLocation(place)
                .build();
    }

    private PaymentDetails.Builder payment(int customer, long amount) {
        return PaymentDetails.newBuilder()
                .setPaymentId("p" + payments++)
                .setAccountId("a" + customer)
                .setCardId("c" + customer)
                .setAmountMinor(amount)
                .setCurrency("EUR");
    }

    private static Location place(int latitude, int longitude) {
        return Location.newBuilder()
                .setLatMicrodegrees(latitude)
                .setLonMicrodegrees(longitude)
                .build();
    }
}
