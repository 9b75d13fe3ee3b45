package dev.weir.features.patterns;

import com.google.protobuf.Message;
import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.AgingState;
import dev.weir.features.Entities;
import dev.weir.features.rules.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Steps one after the other, for one entity. Each event takes one step at most; the last is taken
 * by the payment that is flagged, and what comes before lies in {@code (t - within, t]}. Nothing is
 * used up: another payment that can take the last step is flagged, too.
 */
final class Sequence implements Automaton {
    private final String group;
    private final List<Step> steps;
    private final List<Taken.Step> counted;
    private final long within;

    /** One event that is a step of its own needs nothing before it. */
    private final boolean remembers;

    /**
     * A step.
     *
     * @param events simple names of the types it looks at
     * @param predicate what an event must meet
     * @param ofPayments whether the predicate speaks of payments alone
     * @param entity whose id in the event is the pattern's entity
     * @param distinct whose ids are counted; unspecified: events are
     * @param atLeast how many
     */
    record Step(
            Set<String> events,
            Expression predicate,
            boolean ofPayments,
            EntityKind entity,
            EntityKind distinct,
            int atLeast) {

        boolean holds(PatternInput input) throws CelEvaluationException {
            Message event = input.event();
            if (!events.contains(event.getDescriptorForType().getName())) {
                return false;
            }
            return ofPayments
                    ? predicate.holds(input.payment().orElseThrow())
                    : predicate.holds(PatternEvents.input(event));
        }

        boolean countsIds() {
            return distinct != EntityKind.ENTITY_KIND_UNSPECIFIED;
        }
    }

    Sequence(String group, List<Step> steps, long withinMicros) {
        this.group = group;
        this.steps = List.copyOf(steps);
        this.counted =
                steps.stream()
                        .map(step -> new Taken.Step(step.atLeast(), step.countsIds()))
                        .toList();
        this.within = withinMicros;
        this.remembers = steps.size() > 1 || steps.getFirst().atLeast() > 1;
    }

    @Override
    public boolean take(PatternInput input, AgingState state) throws CelEvaluationException {
        Map<String, Taken.Event> byEntity = eventsOf(input);
        if (byEntity.isEmpty()) {
            return false;
        }
        Map<String, Taken> taken = new LinkedHashMap<>();
        boolean completed = false;
        for (Map.Entry<String, Taken.Event> entry : byEntity.entrySet()) {
            Taken before = Taken.read(counted, state.get(group, AgingState.plain(entry.getKey())));
            taken.put(entry.getKey(), before);
            completed |=
                    input.event() instanceof PaymentRequested
                            && entry.getValue().canTake(steps.size() - 1)
                            && before.isCompletedBy(entry.getValue(), within);
        }
        if (remembers && input.moment().inTime()) {
            byEntity.forEach((id, event) -> store(id, taken.get(id), event, state));
        }
        return completed;
    }

    /** What the event is to each entity that it names in a step it can take. */
    private Map<String, Taken.Event> eventsOf(PatternInput input) throws CelEvaluationException {
        Map<String, Taken.Event> byEntity = new LinkedHashMap<>();
        for (int step = 0; step < steps.size(); step++) {
            Step candidate = steps.get(step);
            if (!candidate.events().contains(input.event().getDescriptorForType().getName())) {
                continue;
            }
            String id = Entities.idIn(candidate.entity(), input.event());
            String counts =
                    candidate.countsIds()
                            ? Entities.idIn(candidate.distinct(), input.event())
                            : "any";
            if (!id.isEmpty() && !counts.isEmpty() && candidate.holds(input)) {
                Taken.Event before =
                        byEntity.getOrDefault(
                                id,
                                new Taken.Event(
                                        input.moment().atMicros(), 0, new long[steps.size()]));
                long[] ids = before.ids().clone();
                ids[step] = candidate.countsIds() ? AgingState.hash(counts) : 0;
                byEntity.put(id, new Taken.Event(before.time(), before.mask() | 1 << step, ids));
            }
        }
        return byEntity;
    }

    private void store(String id, Taken taken, Taken.Event event, AgingState state) {
        long newest = taken.isEmpty() ? event.time() : Math.max(taken.newest(), event.time());
        taken.add(event, AgingState.uselessBefore(newest - within));
        state.put(
                group,
                AgingState.plain(id),
                AgingState.uselessAfter(newest + within),
                taken.write());
    }
}
