package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Holds the contract of the engine to its word: it is run against engines that are broken on
 * purpose, and the test that is there for the fault must turn red. {@code -Dtest.whole=true} runs
 * all of the fault's contract and prints everything that turns red.
 */
class PlantedFaultsTest {
    private static Optional<PlantedFault> planted = Optional.empty();

    /** The contract about conditions on the engine with the planted fault. */
    static final class Conditions extends EngineContract {
        @Override
        protected EngineWiring wiring(StoreTopics fresh) {
            return new BrokenWiring(fresh, planted);
        }
    }

    /** The contract about the log on the engine with the planted fault. */
    static final class Log extends EngineLogContract {
        @Override
        protected EngineWiring wiring(StoreTopics fresh) {
            return new BrokenWiring(fresh, planted);
        }
    }

    /** Names of the tests that ran, and of those that failed. */
    private static final class Listener implements TestExecutionListener {
        private final TreeSet<String> ran = new TreeSet<>();
        private final TreeSet<String> red = new TreeSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getMethodName())
                    .ifPresent(name -> note(name, result));
        }

        private void note(String name, TestExecutionResult result) {
            ran.add(name);
            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                red.add(name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPlantedFaultTurnsItsTestRed(PlantedFault fault) {
        Class<?> contract = contractOf(fault);
        Listener listener =
                run(
                        Boolean.getBoolean("test.whole")
                                ? DiscoverySelectors.selectClass(contract)
                                : DiscoverySelectors.selectMethod(contract, fault.caughtBy),
                        Optional.of(fault));

        System.out.println("planted fault " + fault + " -> " + listener.red);
        assertThat(listener.red).as("%s", fault).contains(fault.caughtBy);
    }

    @Test
    void theSoundEngineTurnsNoneRed() {
        for (Class<?> contract : new Class<?>[] {Conditions.class, Log.class}) {
            Listener listener = run(DiscoverySelectors.selectClass(contract), Optional.empty());
            assertThat(listener.ran).isNotEmpty();
            assertThat(listener.red).isEmpty();
        }
    }

    private static Class<?> contractOf(PlantedFault fault) {
        return Stream.of(EngineContract.class.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals(fault.caughtBy))
                ? Conditions.class
                : Log.class;
    }

    private static Listener run(DiscoverySelector tests, Optional<PlantedFault> fault) {
        planted = fault;
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(tests).build();
        Listener listener = new Listener();
        LauncherFactory.create().execute(request, listener);
        return listener;
    }
}
