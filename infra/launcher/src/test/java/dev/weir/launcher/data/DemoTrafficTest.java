package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.launcher.data.DemoAction.Pay;
import dev.weir.launcher.data.DemoAction.Tell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
    @Test
    void theSameSeedGivesTheSameActions() {
        assertThat(actions(7, 3_000)).isEqualTo(actions(7, 3_000));
        assertThat(actions(7, 3_000)).isNotEqualTo(actions(8, 3_000));
    }

    @Test
    void worldsOfTwoSeedsShareNoId() {
        Set<String> ids = ids(7);

        assertThat(ids(7)).isEqualTo(ids);
        assertThat(ids).hasSizeGreaterThan(DemoWorld.CUSTOMERS * 4);
        assertThat(ids(8)).doesNotContainAnyElementsOf(ids);
        assertThat(ids(77)).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void everyScenarioAppearsAndFraudStaysRare() {
        List<Pay> payments =
                actions(1, 6_000).stream()
                        .filter(Pay.class::isInstance)
                        .map(Pay.class::cast)
                        .toList();
        long fraud = payments.stream().filter(pay -> !pay.scenario().isEmpty()).count();

        assertThat(
                        payments.stream()
                                .map(Pay::scenario)
                                .filter(name -> !name.isEmpty())
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(DemoAttacks.SCENARIOS);
        assertThat(fraud * 100.0 / payments.size()).isBetween(0.5, 4.0);
        assertThat(payments.stream().map(pay -> pay.details().getPaymentId()).distinct())
                .hasSize(payments.size());
    }

    @Test
    void aSessionIsToldBeforeThePaymentThatIsMadeInIt() {
        List<DemoAction> actions = actions(1, 2_000);
        Set<String> told = new HashSet<>();
        int paid = 0;
        for (DemoAction action : actions) {
            if (action instanceof Tell tell && tell.signal() instanceof SessionSummarised session) {
                told.add(session.getSessionId());
            }
            if (action instanceof Pay pay && !pay.details().getSessionId().isEmpty()) {
                assertThat(told).contains(pay.details().getSessionId());
                paid++;
            }
        }

        assertThat(paid).isGreaterThan(50);
    }

    @Test
    void aMulePassesOnWhatStrangersSent() {
        List<PaymentDetails> mule =
                actions(3, 6_000).stream()
                        .filter(Pay.class::isInstance)
                        .map(Pay.class::cast)
                        .filter(pay -> pay.scenario().equals("mule"))
                        .map(Pay::details)
                        .toList();
        String account = mule.get(0).getCounterpartyId();

        assertThat(mule.subList(0, 7))
                .extracting(PaymentDetails::getCounterpartyId)
                .containsOnly(account);
        assertThat(mule.get(7).getAccountId()).isEqualTo(account);
        assertThat(mule.get(7).getCounterpartyId()).isEqualTo(DemoWorld.of(3).collector());
    }

    /** What names somebody or something in the world and in what happens there. */
    private static Set<String> ids(long seed) {
        DemoWorld world = DemoWorld.of(seed);
        Set<String> ids = new HashSet<>(Set.of(world.collector(), world.probe()));
        world.merchants().forEach(shop -> ids.addAll(List.of(shop.merchant(), shop.terminal())));
        Stream.concat(world.customers().stream(), world.mules().stream())
                .forEach(
                        person ->
                                ids.addAll(
                                        List.of(
                                                person.account(),
                                                person.customer(),
                                                person.card(),
                                                person.device())));
        for (DemoAction action : actions(seed, 4_000)) {
            Message told =
                    switch (action) {
                        case Pay pay -> pay.details();
                        case Tell tell -> tell.signal();
                    };
            told.getAllFields()
                    .forEach(
                            (field, value) -> {
                                if (field.getName().endsWith("_id")) {
                                    ids.add((String) value);
                                }
                            });
        }
        return ids;
    }

    private static List<DemoAction> actions(long seed, int count) {
        DemoTraffic traffic = new DemoTraffic(DemoWorld.of(seed), seed, "d" + seed);
        List<DemoAction> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(traffic.next());
        }
        return actions;
    }
}
