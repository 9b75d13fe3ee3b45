package dev.weir.features.patterns;

import static dev.weir.features.patterns.PatternWorld.SECOND;
import static dev.weir.features.patterns.PatternWorld.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.PatternShadowed;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.control.v1.PatternStopped;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.features.AgingState.Usage;
import dev.weir.features.FeatureSet;
import dev.weir.features.rules.RuleException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
    private static final long HOUR = 3_600 * SECOND;
    private static final FeatureSet SET = FeatureSet.payments2();

    @Test
    void theSamplesCompile() {
        for (Pattern pattern : DefaultPatterns.samples()) {
            assertThatCode(() -> Patterns.check(SET, pattern)).doesNotThrowAnyException();
        }
        assertThat(Patterns.compile(SET, DefaultPatterns.samples(), List.of()).live()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "payment.amount_minor > 1.5; step 1 (a): line 1, column 22: found no matching"
                        + " overload",
                "payment.amuont > 1; step 1 (a): line 1, column 1: undeclared reference",
                "payment.amount_minor; step 1 (a): line 1",
                "score > 1; step 1 (a): line 1, column 1: undeclared reference"
            })
    void namesTheStepAndTheColumnOfAMistake(String predicate, String message) {
        assertThatThrownBy(() -> Patterns.check(SET, sequence(step("a", predicate)).build()))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("pattern p")
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatItCannotFollow() {
        assertRefused(sequence(), "1 to 8 steps");
        assertRefused(sequence(step("a", "true")).setWithinMillis(0), "within_millis");
        assertRefused(
                sequence(step("a", "true")).setWithinMillis(31L * 86_400_000L), "within_millis");
        assertRefused(sequence(step("a", "true"), step("a", "true")), "no other step has");
        assertRefused(sequence(step("a", "true").setAtLeast(33)), "at_least must lie in 0..32");
        assertRefused(sequence(step("a", "true").addEvents("Earthquake")), "'Earthquake'");
        assertRefused(sequence(step("a", "true").addEvents("DeviceAdded")), "last step");
        assertRefused(
                sequence(
                        step("a", "true").addEvents("DeviceAdded").setEntity(EntityKind.CARD),
                        step("b", "true")),
                "DeviceAdded names no CARD");
        assertRefused(sequence(step("a", "true")).setOutcome(Outcome.CHALLENGED), "CHALLENGED");
        assertRefused(sequence(step("a", "true")).clearEntity(), "entity");
        assertRefused(sequence(step("a", "true")).clearKind(), "kind");
        assertRefused(cycle().setAtLeast(7), "2..6");
        assertRefused(cycle().setEntity(EntityKind.CARD), "ACCOUNT");
        assertRefused(shared().setAtLeast(1), "2 accounts");
        assertRefused(shared().setEntity(EntityKind.ACCOUNT), "another entity");
    }

    @Test
    void smallPaymentsThenALargeOneAreFlaggedWithinTheTime() {
        PatternWorld world =
                new PatternWorld(
                        sequence(
                                        step("small", "payment.amount_minor < 10").setAtLeast(2),
                                        step("large", "payment.amount_minor > 100"))
                                .build());
        world.pay(of("a", 5), START);
        assertThat(world.pay(of("a", 500), START + 1)).as("one is too few").isEmpty();
        world.pay(of("b", 5), START + 2);
        assertThat(world.pay(of("a", 500), START + 3)).as("another's").isEmpty();
        world.pay(of("a", 5), START + HOUR - 1);
        assertThat(world.pay(of("a", 500), START + HOUR - 1)).containsExactly("p");
        assertThat(world.pay(of("a", 500), START + HOUR)).as("the first fell out").isEmpty();
    }

    @Test
    void aTakeOverIsASequenceOfSignalsAndAPayment() {
        PatternWorld world = new PatternWorld(sample("account-take-over"));
        PaymentDetails.Builder large = of("a", 60_000).setCounterpartyId("x");
        world.take(PayeeAdded.newBuilder().setAccountId("a").build(), START);
        world.take(ContactChanged.newBuilder().setAccountId("a").build(), START + 1);
        assertThat(world.pay(large, START + 2)).as("payee before the way in").isEmpty();
        world.take(PayeeAdded.newBuilder().setAccountId("a").build(), START + 3);
        assertThat(world.pay(of("a", 60_000), START + 4)).as("to no payee").isEmpty();
        assertThat(world.pay(large, START + 5)).containsExactly("account-take-over");
    }

    @Test
    void aPredicateOfASignalSpeaksOfItsFields() {
        PatternWorld world =
                new PatternWorld(
                        sequence(
                                        step("new", "event.device_id == 'd' && event.kind == ''")
                                                .addEvents("DeviceAdded"),
                                        step("pay", "true"))
                                .build());
        world.take(device("a", "other"), START);
        assertThat(world.pay(of("a", 1), START + 1)).isEmpty();
        world.take(device("a", "d"), START + 2);
        assertThat(world.pay(of("a", 1), START + 3)).containsExactly("p");
    }

    @Test
    void aMuleTakesInFromManyAndPaysOut() {
        PatternWorld world = new PatternWorld(sample("mule-in-and-out"));
        for (int i = 0; i < 5; i++) {
            assertThat(world.pay(of("mule", 20_000), START + i * SECOND)).isEmpty();
            world.pay(of("payer" + i, 900).setCounterpartyId("mule"), START + i * SECOND);
        }
        assertThat(world.pay(of("mule", 20_000), START + HOUR)).containsExactly("mule-in-and-out");
    }

    @Test
    void impossibleTravelAndBustOutAreSeen() {
        PatternWorld world = new PatternWorld(sample("impossible-travel-pair"), sample("bust-out"));
        PaymentDetails.Builder here = of("a", 100).setCardId("c").setChannel(Channel.POS);
        world.pay(here.setLocation(at(52_000_000)), START);
        assertThat(world.pay(here.setLocation(at(10_000_000)), START + HOUR))
                .containsExactly("impossible-travel-pair");
        for (int i = 0; i < 2; i++) {
            assertThat(world.pay(of("a", 20_000 + i * 70_000).setMerchantId("m" + i), START + HOUR))
                    .isEmpty();
        }
        assertThat(world.pay(of("a", 900_000).setMerchantId("m2"), START + HOUR))
                .containsExactly("bust-out");
    }

    @Test
    void moneyThatComesBackIsFlaggedOverPaymentsAndTransfers() {
        PatternWorld world = new PatternWorld(cycle().setAtLeast(3).build());
        world.pay(of("a", 10).setCounterpartyId("b"), START);
        world.take(transfer("b", "c"), START + 1);
        assertThat(world.pay(of("c", 9).setCounterpartyId("a"), START + 2)).containsExactly("p");
        assertThat(world.pay(of("c", 9).setCounterpartyId("d"), START + 3)).isEmpty();
        assertThat(world.pay(of("d", 9).setCounterpartyId("a"), START + 4))
                .as("four accounts")
                .isEmpty();
    }

    @Test
    void moneyThatHadNotLeftYetDoesNotComeBack() {
        PatternWorld world = new PatternWorld(cycle().setAtLeast(3).build());
        world.pay(of("b", 10).setCounterpartyId("c"), START);
        world.pay(of("a", 10).setCounterpartyId("b"), START + 1);
        assertThat(world.pay(of("c", 9).setCounterpartyId("a"), START + 2)).isEmpty();
    }

    @Test
    void accountsThatShareADeviceAreCountedOnceEach() {
        PatternWorld world = new PatternWorld(shared().setAtLeast(3).build());
        for (int i = 0; i < 100; i++) {
            assertThat(world.pay(of("a" + i % 2, 1).setDeviceId("d"), START + i)).isEmpty();
        }
        assertThat(world.pay(of("third", 1).setDeviceId("d"), START + 200)).containsExactly("p");
        assertThat(world.pay(of("fourth", 1).setDeviceId("e"), START + 201)).isEmpty();
    }

    @Test
    void whatAPatternKeepsIsBoundedForEachKeyAndCounted() {
        Pattern pattern =
                sequence(
                                step("many", "payment.amount_minor < 10").setAtLeast(32),
                                step("large", "payment.amount_minor > 100"))
                        .build();
        PatternWorld world = new PatternWorld(pattern);
        for (int i = 0; i < 1_000; i++) {
            world.pay(of("a", 5), START + i);
        }
        Usage usage = Patterns.usage(world.state, pattern);
        assertThat(usage.keys()).isEqualTo(1);
        int key = 1 + 2 + "pattern/p/1".length() + "a".length();
        assertThat(usage.bytes()).isEqualTo(key + 8 + 32 * (8 + 4));
        assertThat(world.pay(of("a", 500), START + 1_000)).containsExactly("p");
    }

    @Test
    void nothingOfAPatternStaysBehindItsTime() {
        Pattern[] all = DefaultPatterns.samples().toArray(Pattern[]::new);
        PatternWorld world = new PatternWorld(all);
        for (int i = 0; i < 300; i++) {
            PaymentDetails.Builder payment =
                    of("a" + i % 20, 20_000 + i)
                            .setCardId("c" + i % 7)
                            .setDeviceId("d" + i % 5)
                            .setChannel(Channel.ONLINE)
                            .setCounterpartyId("a" + i % 11);
            world.pay(payment, START + i * SECOND);
            world.take(device("a" + i % 20, "d"), START + i * SECOND);
            world.take(transfer("a" + i % 20, "a" + i % 13), START + i * SECOND);
        }
        long kept = 0;
        for (Pattern pattern : all) {
            kept += Patterns.usage(world.state, pattern).keys();
        }
        assertThat(kept).isGreaterThan(40);
        world.pay(of("last", 1), START + 400 * 24 * HOUR);
        world.cleanUp();
        for (Pattern pattern : all) {
            assertThat(Patterns.usage(world.state, pattern)).isEqualTo(new Usage(0, 0));
        }
        PatternWorld fresh = new PatternWorld(all);
        fresh.pay(of("last", 1), START + 400 * 24 * HOUR);
        assertThat(world.state.size()).isEqualTo(fresh.state.size());
    }

    @Test
    void aVersionIsInForceAsItsEventsSay() {
        Pattern first = sequence(step("any", "true")).build();
        Pattern second = first.toBuilder().setVersion(2).build();
        PatternWorld world = new PatternWorld(first);
        world.history.on(1, PatternDrafted.newBuilder().setPattern(second).build());
        world.history.on(2, PatternShadowed.newBuilder().setPatternId("p").setVersion(2).build());
        assertLiveAndShadow(world, 1, 1);
        world.history.on(
                3,
                PatternActivated.newBuilder()
                        .setPatternId("p")
                        .setVersion(2)
                        .setDefinition(second.toByteString())
                        .build());
        assertLiveAndShadow(world, 1, 0);
        world.history.on(4, PatternStopped.newBuilder().setPatternId("p").setVersion(2).build());
        assertLiveAndShadow(world, 0, 1);
        world.history.on(5, PatternRetired.newBuilder().setPatternId("p").build());
        assertLiveAndShadow(world, 0, 0);
    }

    @Test
    void aDefinitionThatIsNoneIsRefusedAndItsPositionCounts() {
        PatternWorld world = new PatternWorld();
        assertThatThrownBy(
                        () ->
                                world.history.on(
                                        0,
                                        PatternActivated.newBuilder()
                                                .setPatternId("p")
                                                .setDefinition(
                                                        ByteString.copyFrom(new byte[] {-1, -1}))
                                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern p");
        assertThat(world.history.position()).isZero();
    }

    private static void assertLiveAndShadow(PatternWorld world, int live, int shadow) {
        assertThat(world.control().patterns().live()).isEqualTo(live);
        assertThat(world.control().patterns().shadow()).isEqualTo(shadow);
    }

    private static void assertRefused(Pattern.Builder pattern, String message) {
        assertThatThrownBy(() -> Patterns.check(SET, pattern.build()))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining(message);
    }

    private static Pattern sample(String id) {
        return DefaultPatterns.samples().stream()
                .filter(pattern -> pattern.getPatternId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Pattern.Builder sequence(PatternStep.Builder... steps) {
        Pattern.Builder pattern = pattern(PatternKind.SEQUENCE, EntityKind.ACCOUNT);
        for (PatternStep.Builder step : steps) {
            pattern.addSteps(step);
        }
        return pattern;
    }

    private static Pattern.Builder cycle() {
        return pattern(PatternKind.CYCLE, EntityKind.ACCOUNT);
    }

    private static Pattern.Builder shared() {
        return pattern(PatternKind.SHARED_ENTITY, EntityKind.DEVICE);
    }

    private static Pattern.Builder pattern(PatternKind kind, EntityKind entity) {
        return Pattern.newBuilder()
                .setPatternId("p")
                .setVersion(1)
                .setKind(kind)
                .setEntity(entity)
                .setWithinMillis(3_600_000)
                .setOutcome(Outcome.REFERRED);
    }

    private static PatternStep.Builder step(String name, String predicate) {
        return PatternStep.newBuilder().setName(name).setPredicate(predicate);
    }

    private static PaymentDetails.Builder of(String account, long amount) {
        return PaymentDetails.newBuilder().setAccountId(account).setAmountMinor(amount);
    }

    private static DeviceAdded device(String account, String device) {
        return DeviceAdded.newBuilder().setAccountId(account).setDeviceId(device).build();
    }

    private static TransferPosted transfer(String from, String to) {
        return TransferPosted.newBuilder()
                .addPostings(leg(from, -5))
                .addPostings(leg(to, 5))
                .build();
    }

    private static Posting leg(String account, long amount) {
        return Posting.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency("EUR")
                .build();
    }

    private static Location at(int latitude) {
        return Location.newBuilder().setLatMicrodegrees(latitude).build();
    }
}
