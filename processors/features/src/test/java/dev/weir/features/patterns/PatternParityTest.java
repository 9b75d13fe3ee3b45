package dev.weir.features.patterns;

import static dev.weir.features.patterns.PatternWorld.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.features.patterns.NaivePatterns.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Two thousand random books with payments, signals and transfers, late ones among them: every
 * payment completes the patterns that the definitions say, whatever happens to the state.
 */
class PatternParityTest {
    private static final long SEED = Long.getLong("weir.seed", 2026L);
    private static final int HISTORIES = 2_000;
    private static final int EVENTS = 30;
    private static final long MINUTE = 60 * SECOND;
    private static final long WITHIN = 10 * MINUTE;

    private final List<Pattern> patterns =
            List.of(
                    sequence("thrice")
                            .addSteps(step("small", "payment.amount_minor <= 2").setAtLeast(3))
                            .addSteps(step("large", "payment.amount_minor >= 3"))
                            .build(),
                    sequence("signals")
                            .addSteps(step("device", "true").addEvents("DeviceAdded"))
                            .addSteps(
                                    step("either", "event.device_id != ''")
                                            .addEvents("DeviceAdded")
                                            .addEvents("PaymentRequested"))
                            .addSteps(step("two", "true").setAtLeast(2))
                            .build(),
                    sequence("mule")
                            .addSteps(
                                    step("in", "true")
                                            .setEntity(EntityKind.COUNTERPARTY)
                                            .setDistinct(EntityKind.ACCOUNT)
                                            .setAtLeast(2))
                            .addSteps(step("out", "payment.amount_minor >= 3"))
                            .build(),
                    pattern("shared", PatternKind.SHARED_ENTITY)
                            .setEntity(EntityKind.DEVICE)
                            .setAtLeast(3)
                            .build(),
                    pattern("cycle-2", PatternKind.CYCLE).setAtLeast(2).build(),
                    pattern("cycle-4", PatternKind.CYCLE).setAtLeast(4).build());

    @Test
    void equalsTheDefinitionsOnManyHistories() {
        TreeSet<String> seen = new TreeSet<>();
        SplittableRandom seeds = new SplittableRandom(SEED);
        PatternWorld world = new PatternWorld(patterns.toArray(Pattern[]::new));
        for (int i = 0; i < HISTORIES; i++) {
            seen.addAll(run(world, seeds.nextLong()));
        }
        assertThat(seen).as("each pattern was completed").hasSize(patterns.size());
    }

    private TreeSet<String> run(PatternWorld world, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NaivePatterns naive = new NaivePatterns();
        world.state = new dev.weir.features.HeapState();
        TreeSet<String> all = new TreeSet<>();
        long clock = PatternWorld.START;
        for (int i = 0; i < EVENTS; i++) {
            clock +=
                    random.nextInt(5) == 0 ? random.nextLong(20) * MINUTE : random.nextLong(MINUTE);
            long time = clock;
            if (random.nextInt(6) == 0) {
                time -= random.nextLong(70) * MINUTE;
            }
            Message event = event(random, i);
            boolean inTime = naive.inTime(event, time);
            long at = naive.place(time);
            List<String> expected = new ArrayList<>();
            if (event instanceof PaymentRequested payment) {
                expected = expected(naive, payment, at);
            }
            if (inTime) {
                naive.keep(event, at);
            }
            if (random.nextInt(6) == 0) {
                world.state = world.state.copy();
                world.decider.cleanUp(world.state, random.nextInt(100));
            }
            assertThat(world.take(event, time))
                    .as("seed %d, event %d: %s", seed, i, event)
                    .isEqualTo(expected);
            all.addAll(expected);
        }
        return all;
    }

    private static List<String> expected(NaivePatterns naive, PaymentRequested payment, long at) {
        TreeSet<String> expected = new TreeSet<>();
        Step small =
                new Step(
                        e -> amount(e) >= 1 && amount(e) <= 2, PatternParityTest::account, null, 3);
        Step large = new Step(e -> amount(e) >= 3, PatternParityTest::account, null, 1);
        if (naive.completes(List.of(small, large), payment, at, WITHIN)) {
            expected.add("thrice");
        }
        Step device = new Step(e -> e instanceof DeviceAdded, PatternParityTest::account, null, 1);
        Step either = new Step(e -> !device(e).isEmpty(), PatternParityTest::account, null, 1);
        Step two =
                new Step(e -> e instanceof PaymentRequested, PatternParityTest::account, null, 2);
        if (naive.completes(List.of(device, either, two), payment, at, WITHIN)) {
            expected.add("signals");
        }
        Step in =
                new Step(
                        e -> e instanceof PaymentRequested,
                        e ->
                                e instanceof PaymentRequested p
                                        ? p.getPayment().getCounterpartyId()
                                        : "",
                        PatternParityTest::account,
                        2);
        if (naive.completes(List.of(in, large), payment, at, WITHIN)) {
            expected.add("mule");
        }
        Step shared =
                new Step(
                        e -> e instanceof PaymentRequested,
                        PatternParityTest::device,
                        PatternParityTest::account,
                        3);
        if (naive.completes(List.of(shared), payment, at, WITHIN)) {
            expected.add("shared");
        }
        if (naive.comesBack(payment, at, WITHIN, 2)) {
            expected.add("cycle-2");
        }
        if (naive.comesBack(payment, at, WITHIN, 4)) {
            expected.add("cycle-4");
        }
        return new ArrayList<>(expected);
    }

    private static long amount(Message event) {
        return event instanceof PaymentRequested p ? p.getPayment().getAmountMinor() : 0;
    }

    private static String account(Message event) {
        return switch (event) {
            case PaymentRequested p -> p.getPayment().getAccountId();
            case DeviceAdded d -> d.getAccountId();
            default -> "";
        };
    }

    private static String device(Message event) {
        return switch (event) {
            case PaymentRequested p -> p.getPayment().getDeviceId();
            case DeviceAdded d -> d.getDeviceId();
            default -> "";
        };
    }

    private static Message event(SplittableRandom random, int number) {
        int roll = random.nextInt(10);
        if (roll == 0) {
            return DeviceAdded.newBuilder()
                    .setAccountId(account(random))
                    .setDeviceId(random.nextBoolean() ? "d" : "")
                    .build();
        }
        if (roll == 1) {
            int to = random.nextInt(4);
            return TransferPosted.newBuilder()
                    .addPostings(leg("a" + (to + 1 + random.nextInt(3)) % 4, -1))
                    .addPostings(leg("a" + to, 1))
                    .build();
        }
        PaymentDetails.Builder payment =
                PaymentDetails.newBuilder()
                        .setPaymentId("p" + number)
                        .setAccountId(account(random))
                        .setAmountMinor(1 + random.nextLong(4));
        if (random.nextBoolean()) {
            payment.setCounterpartyId(account(random));
        }
        if (random.nextInt(3) > 0) {
            payment.setDeviceId("d" + random.nextInt(2));
        }
        return PaymentRequested.newBuilder().setPayment(payment).build();
    }

    private static String account(SplittableRandom random) {
        return "a" + random.nextInt(4);
    }

    private static Posting leg(String account, long amount) {
        return Posting.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency("EUR")
                .build();
    }

    private static Pattern.Builder sequence(String id) {
        return pattern(id, PatternKind.SEQUENCE);
    }

    private static Pattern.Builder pattern(String id, PatternKind kind) {
        return Pattern.newBuilder()
                .setPatternId(id)
                .setVersion(1)
                .setKind(kind)
                .setEntity(EntityKind.ACCOUNT)
                .setWithinMillis(WITHIN / 1_000)
                .setOutcome(Outcome.APPROVED);
    }

    private static PatternStep.Builder step(String name, String predicate) {
        return PatternStep.newBuilder().setName(name).setPredicate(predicate);
    }
}
