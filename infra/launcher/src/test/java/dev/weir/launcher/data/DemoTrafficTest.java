package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.data.DemoAction.Pay;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
    @Test
    void theSameSeedGivesTheSameActions() {
        assertThat(actions(7, 3_000)).isEqualTo(actions(7, 3_000));
        assertThat(actions(7, 3_000)).isNotEqualTo(actions(8, 3_000));
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
                .containsExactlyInAnyOrder(
                        "card-testing", "stolen-card", "impossible-travel", "account-takeover");
        assertThat(fraud * 100.0 / payments.size()).isBetween(0.5, 4.0);
        assertThat(payments.stream().map(pay -> pay.details().getPaymentId()).distinct())
                .hasSize(payments.size());
    }

    private static List<DemoAction> actions(long seed, int count) {
        DemoTraffic traffic = new DemoTraffic(DemoWorld.of(seed), seed, "run");
        List<DemoAction> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(traffic.next());
        }
        return actions;
    }
}
