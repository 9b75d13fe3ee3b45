package dev.weir.query.apply;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: partitions are assigned, what stood in them at that moment is applied, PostgreSQL takes
 * batches, and no position was lost. The goal is fixed at the assignment, so that steady traffic
 * can't keep a node from getting ready.
 */
@Readiness
@ApplicationScoped
public class ViewsReadiness implements HealthCheck {
    private final AssignedPartitions assigned;
    private final ViewMetrics metrics;

    ViewsReadiness(
            @Identifier("views-positions") AssignedPartitions assigned, ViewMetrics metrics) {
        this.assigned = assigned;
        this.metrics = metrics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("views");
        Map<Integer, AppliedPartition> partitions = assigned.all();
        List<String> lost =
                partitions.values().stream().flatMap(one -> one.lost().stream()).toList();
        long behind = partitions.values().stream().filter(one -> !one.caughtUp()).count();
        if (!lost.isEmpty()) {
            answer.withData("lost", String.join("; ", lost));
        }
        return answer.withData("partitions", partitions.size())
                .withData("catching_up", behind)
                .withData("postgres_takes_batches", metrics.reachable())
                .status(
                        assigned.everAssigned()
                                && behind == 0
                                && lost.isEmpty()
                                && metrics.reachable())
                .build();
    }
}
