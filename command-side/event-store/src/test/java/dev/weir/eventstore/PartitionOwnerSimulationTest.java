package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The production owner in thousands of simulated lives. {@code -Dtest.seed=N} runs the one seed
 * that failed, {@code -Dtest.seeds=N} as many.
 */
class PartitionOwnerSimulationTest {
    private static final int SEEDS = 4_000;

    /** A planted fault that is not found within so many seeds is one that the simulation misses. */
    private static final int SEEDS_TO_FIND = 300;

    @Test
    void noSeedBreaksAPromise() {
        long only = Long.getLong("weir.seed", -1L);
        long first = Math.max(only, 1);
        long last = only > 0 ? only : Integer.getInteger("test.seeds", SEEDS);
        long answers = 0;
        long takeovers = 0;
        long troubles = 0;
        long aborts = 0;
        for (long seed = first; seed <= last; seed++) {
            Simulation.Report report = run(seed, SimulatedFault.NONE);
            answers += report.answers();
            takeovers += report.takeovers();
            troubles += report.troubles();
            aborts += report.aborts();
        }
        System.out.printf(
                "simulation: seeds %d to %d, %d answers, %d takeovers, %d crashes and the like, %d aborts%n",
                first, last, answers, takeovers, troubles, aborts);
        // A simulation in which nothing happens proves nothing.
        assertThat(answers).isGreaterThan(last - first);
        assertThat(takeovers).isGreaterThan(last - first);
        assertThat(aborts).isGreaterThanOrEqualTo(last - first);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 1; seed <= 10; seed++) {
            assertThat(run(seed, SimulatedFault.NONE)).isEqualTo(run(seed, SimulatedFault.NONE));
        }
    }

    @Test
    void noStepIsOneAtWhichAProcessMustNotDie() {
        long seed = 2;
        int steps = run(seed, SimulatedFault.NONE).steps();
        for (int step = 0; step < steps; step++) {
            try {
                new Simulation(seed, SimulatedFault.NONE, step).run();
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", crash at step " + step + ": " + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsThePlantedFault(SimulatedFault fault) {
        for (long seed = 1; seed <= SEEDS_TO_FIND; seed++) {
            try {
                new Simulation(seed, fault).run();
            } catch (AssertionError found) {
                System.out.printf(
                        "simulation: %s found by seed %d: %s%n", fault, seed, found.getMessage());
                return;
            }
        }
        throw new AssertionError(fault + " was not found by " + SEEDS_TO_FIND + " seeds");
    }

    private static Simulation.Report run(long seed, SimulatedFault fault) {
        try {
            return new Simulation(seed, fault).run();
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " (-Dtest.seed=" + seed + "): " + e.getMessage(), e);
        }
    }
}
