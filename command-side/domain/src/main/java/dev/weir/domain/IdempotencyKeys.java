package dev.weir.domain;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Outcomes by idempotency key, oldest first, on the heap: for the control book, which gets few
 * commands. Forgotten by an event, so that a replay forgets the same. A book keeps them in {@link
 * KeyMemory}.
 */
final class IdempotencyKeys {
    private final Map<String, KeyOutcome> outcomes = new LinkedHashMap<>();

    Optional<KeyOutcome> get(String key) {
        return Optional.ofNullable(outcomes.get(key));
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

    /** Oldest first. */
    Map<String, KeyOutcome> all() {
        return Collections.unmodifiableMap(outcomes);
    }

    @Override
    public String toString() {
        return outcomes.toString();
    }
}
