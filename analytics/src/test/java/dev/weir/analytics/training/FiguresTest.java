package dev.weir.analytics.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.analytics.training.Figures.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final double EXACT = 1e-12;

    @Test
    void allFraudsAboveAllOthersIsPerfect() {
        Figures figures =
                Figures.of(
                        List.of(
                                new Scored(900_000, true),
                                new Scored(800_000, true),
                                new Scored(100_000, false)));

        assertThat(figures).isEqualTo(new Figures(1, 1, 1, 0));
    }

    @Test
    void countsPairsAndTakesThePrecisionAtEachFraud() {
        Figures figures =
                Figures.of(
                        List.of(
                                new Scored(900_000, true),
                                new Scored(700_000, false),
                                new Scored(600_000, true),
                                new Scored(100_000, false)));

        assertThat(figures.rocAuc()).isCloseTo(3.0 / 4, within(EXACT));
        assertThat(figures.averagePrecision()).isCloseTo((1 + 2.0 / 3) / 2, within(EXACT));
        assertThat(figures.caught()).isEqualTo(1);
        assertThat(figures.stopped()).isEqualTo(0.5);
    }

    @Test
    void equalScoresTellNothing() {
        List<Scored> same =
                List.of(new Scored(5, true), new Scored(5, false), new Scored(5, false));

        Figures figures = Figures.of(same);

        assertThat(figures.rocAuc()).isCloseTo(0.5, within(EXACT));
        assertThat(figures.averagePrecision()).isCloseTo(1.0 / 3, within(EXACT));
    }

    @Test
    void theAreaIsTheShareOfPairsInOrder() {
        SplittableRandom random = new SplittableRandom(4);
        List<Scored> scores = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            boolean fraud = random.nextInt(5) == 0;
            scores.add(new Scored(random.nextInt(fraud ? 20 : 0, fraud ? 60 : 40), fraud));
        }
        double inOrder = 0;
        double pairs = 0;
        for (Scored fraud : scores.stream().filter(Scored::fraud).toList()) {
            for (Scored good : scores.stream().filter(score -> !score.fraud()).toList()) {
                pairs++;
                inOrder += fraud.ppm() > good.ppm() ? 1 : fraud.ppm() == good.ppm() ? 0.5 : 0;
            }
        }

        assertThat(Figures.of(scores).rocAuc()).isCloseTo(inOrder / pairs, within(EXACT));
    }

    @Test
    void needsBothKinds() {
        assertThatThrownBy(() -> Figures.of(List.of(new Scored(1, true))))
                .isInstanceOf(TrainFailure.class);
        assertThatThrownBy(() -> Figures.of(List.of())).isInstanceOf(TrainFailure.class);
    }
}
