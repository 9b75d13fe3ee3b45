package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuadratureTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 9})
    void integratesEveryPowerThatItsPointsAreEnoughFor(int count) {
        Quadrature rule = Quadrature.of(count);

        for (int power = 0; power < 2 * count; power++) {
            assertThat(integral(rule, power)).isCloseTo(1.0 / (power + 1), within(1e-14));
        }
        assertThat(integral(rule, 2 * count)).isNotCloseTo(1.0 / (2 * count + 1), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 9})
    void itsPointsAscendBetweenZeroAndOne(int count) {
        double[] points = Quadrature.of(count).points();

        assertThat(points).hasSize(count).isSorted();
        assertThat(points[0]).isGreaterThan(0);
        assertThat(points[count - 1]).isLessThan(1);
    }

    private static double integral(Quadrature rule, int power) {
        double sum = 0;
        for (int i = 0; i < rule.points().length; i++) {
            sum += rule.weights()[i] * StrictMath.pow(rule.points()[i], power);
        }
        return sum;
    }
}
