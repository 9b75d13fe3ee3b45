package dev.weir.domain;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Outcomes by idempotency key, oldest first. Forgotten by an event, so that a replay forgets the
 * same.
 */
final class IdempotencyKeys {
    private final Map<String, KeyOutcome> outcomes = new LinkedHashMap<>();
    private final Optional<IdempotencyKeys> below;

    IdempotencyKeys() {
        this.below = Optional.empty();
    }

    /** Keys that come on top of others and leave them as they are. */
    IdempotencyKeys(IdempotencyKeys below) {
        this.below = Optional.of(below);
    }

    Optional<KeyOutcome> get(String key) {
        KeyOutcome outcome = outcomes.get(key);
        return outcome == null ? below.flatMap(others -> others.get(key)) : Optional.of(outcome);
    }

    void remember(String key, KeyOutcome outcome) {
        outcomes.remove(key);
        outcomes.put(key, outcome);
    }

    /** Whether a whole generation is past its memory. */
    boolean due(long nowMicros) {
        Iterator<KeyOutcome> oldest = outcomes.values().iterator();
        return oldest.hasNext()
                && oldest.next().recordedMicros()
                        < forgetBefore(nowMicros) - Limits.KEY_GENERATION_MICROS;
    }

    /** Keys recorded before this may be forgotten. */
    static long forgetBefore(long nowMicros) {
        return nowMicros - Limits.KEY_MEMORY_MICROS;
    }

    void forget(long recordedBeforeMicros) {
        Iterator<KeyOutcome> oldestFirst = outcomes.values().iterator();
        while (oldestFirst.hasNext()
                && oldestFirst.next().recordedMicros() < recordedBeforeMicros) {
            oldestFirst.remove();
        }
    }

    @Override
    public String toString() {
        return outcomes.toString();
    }
}
