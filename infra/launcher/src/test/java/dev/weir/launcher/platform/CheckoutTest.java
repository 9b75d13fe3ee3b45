package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.launcher.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
    @TempDir private Path folder;
    private Checkout checkout;

    @BeforeEach
    void build() throws Exception {
        checkout = new Checkout(folder.resolve("checkout"));
        write("processors/jobs/target/weir-jobs-0.1.0.jar", "jobs 1");
        write("processors/jobs/target/lib/flink.jar", "flink");
        write("processors/jobs/target/lib/weir-features-0.1.0.jar", "features 1");
        write("query-side/service/target/quarkus-app/quarkus-run.jar", "run");
        write("query-side/service/target/quarkus-app/app/weir-query-0.1.0.jar", "query 1");
    }

    private void write(String path, String text) throws Exception {
        Path file = checkout.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aBuildBesideARunningPlatformDoesNotReachIt() throws Exception {
        Checkout app =
                checkout.stage(folder.resolve("app"), List.of(Checkout.JOBS, Checkout.QUERY));

        write("processors/jobs/target/weir-jobs-0.1.0.jar", "jobs 2");
        write("processors/jobs/target/lib/weir-features-0.1.0.jar", "features 2");
        write("query-side/service/target/quarkus-app/app/weir-query-0.1.0.jar", "query 2");

        assertThat(app.jar(Checkout.JOBS)).hasContent("jobs 1");
        assertThat(app.resolve("processors/jobs/target/lib/weir-features-0.1.0.jar"))
                .hasContent("features 1");
        assertThat(app.resolve("query-side/service/target/quarkus-app/app/weir-query-0.1.0.jar"))
                .hasContent("query 1");
        assertThat(app.resolve("processors/jobs/target/lib/flink.jar")).hasContent("flink");
    }

    @Test
    void theJobsChangeWithTheirJarAndWithThoseOfWeirThatTheyUse() throws Exception {
        String before = Platform.jobsSha256(checkout);

        write("processors/jobs/target/lib/flink.jar", "another flink");
        assertThat(Platform.jobsSha256(checkout)).isEqualTo(before);

        write("processors/jobs/target/lib/weir-features-0.1.0.jar", "features 2");
        assertThat(Platform.jobsSha256(checkout)).isNotEqualTo(before);
    }

    @Test
    void whatWasNotBuiltIsSaidInOneSentence() {
        assertThatThrownBy(() -> checkout.jar("analytics/target"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("build with ./weir");
    }
}
