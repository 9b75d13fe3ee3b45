package dev.weir.command.engine;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when every partition of the node serves and the first rules stand. */
@Readiness
@Singleton
public final class ServingCheck implements HealthCheck {
    private final Platform platform;

    @Inject
    public ServingCheck(Platform platform) {
        this.platform = platform;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("partitions").status(platform.ready());
        for (int partition : platform.node().partitions()) {
            response.withData(
                    "partition-" + partition,
                    platform.node().metrics(partition).serving() ? "serving" : "starting");
        }
        return response.build();
    }
}
