package dev.weir.features;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The contract is plain Java with Protocol Buffers: no engine, no framework, no clock, no chance.
 */
class ArchitectureTest {
    private static final ArchRule NO_FRAMEWORK =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.axonframework..",
                            "io.quarkus..",
                            "org.apache.flink..",
                            "org.apache.spark..",
                            "org.apache.kafka..");

    private static final ArchRule NO_CLOCK_AND_NO_CHANCE =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.weir.features");

    @Test
    void dependsOnNoEngineOrFramework() {
        NO_FRAMEWORK.check(OURS);
    }

    @Test
    void asksNoClockAndRollsNoDice() {
        NO_CLOCK_AND_NO_CHANCE.check(OURS);
    }

    @Test
    void theClockRuleCanFail() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);

        assertThatThrownBy(() -> NO_CLOCK_AND_NO_CHANCE.check(offender))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Instant.now()");
    }

    /** What must not stand here. */
    private static final class Offender {
        @Override
        public String toString() {
            return Instant.now().toString();
        }
    }
}
