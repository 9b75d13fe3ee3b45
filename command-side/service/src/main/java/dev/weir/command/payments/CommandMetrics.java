package dev.weir.command.payments;

import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.ServiceException;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.LateStep;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What the service counts. Names are in {@code docs/api.md}'s terms; see {@code /q/metrics}. */
public final class CommandMetrics {
    private final MeterRegistry registry;
    private final Timer decisionLatency;
    private final Map<CommandKind, Map<String, Counter>> commands = new ConcurrentHashMap<>();

    public CommandMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.decisionLatency =
                Timer.builder("weir.decision.latency")
                        .description("arrival of a payment to its durable decision")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(Duration.ofSeconds(5))
                        .register(registry);
    }

    /** Counts a command and what became of it. */
    public CompletableFuture<Answer> counted(CommandKind kind, CompletableFuture<Answer> answer) {
        return answer.whenComplete(
                (value, failure) -> counter(kind, codeOf(value, failure)).increment());
    }

    /** Kept: the registry finds a meter only by tags that are made anew and sorted. */
    private Counter counter(CommandKind kind, String code) {
        return commands.computeIfAbsent(kind, k -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        code,
                        c ->
                                Counter.builder("weir.commands")
                                        .tag("command", kind.operationId())
                                        .tag("code", c)
                                        .register(registry));
    }

    /**
     * A command was handed to another node.
     *
     * @param code {@code OK} for any answer of the owner's, else why there was none
     */
    public void forwarded(String code) {
        count("weir.forwards", "code", code);
    }

    /** A payment was answered by its decision or by a fallback. */
    public void answered(long micros) {
        decisionLatency.record(Duration.ofNanos(Math.multiplyExact(micros, 1_000L)));
    }

    public void fallback(LateStep step) {
        count("weir.fallbacks", "step", step.name());
    }

    /** A decision came after a fallback had been applied. */
    public void decidedBlind(boolean wouldHaveDiffered) {
        count("weir.decisions.blind", "differs", Boolean.toString(wouldHaveDiffered));
    }

    /**
     * A payment that was approved without its decision would have been declined.
     *
     * @param action voided, referred or alerted
     */
    public void wouldHaveDeclined(String action) {
        count("weir.decisions.late.declines", "action", action);
    }

    /** A payment was decided; the share of FALLBACK is the fallback rate. */
    public void decided(DecisionBasis basis) {
        count("weir.payments.decided", "basis", basis.name());
    }

    /** A rule or pattern left its alert band, and the control book was told. */
    public void outOfBand(String code) {
        count("weir.bands.left", "code", code);
    }

    /** A later decision of a payment differs from the accepted one. */
    public void diverged() {
        registry.counter("weir.decisions.diverged").increment();
    }

    /** A record of weir.decisions that nothing could be done with. */
    public void unusableDecision(String reason) {
        count("weir.decisions.unusable", "reason", reason);
    }

    /** The breaker of a partition opened or closed. */
    public void breaker(boolean open) {
        count("weir.breaker.changes", "to", open ? "open" : "closed");
    }

    private void count(String name, String tag, String value) {
        registry.counter(name, tag, value).increment();
    }

    private static String codeOf(Answer answer, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return cause instanceof ServiceException service ? service.error().name() : "INTERNAL";
        }
        return switch (answer) {
            case Answer.Done done -> done.reply().getRepeated() ? "REPEATED" : "OK";
            case Answer.Refused refused -> refused.code().name();
        };
    }
}
