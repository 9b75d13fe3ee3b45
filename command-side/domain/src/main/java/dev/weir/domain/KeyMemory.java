package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.KeyGeneration;
import dev.weir.contract.store.v1.KeyState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Outcomes by idempotency key, kept in the index in generations of recorded time; on the heap are
 * only the generations' numbers. A key is remembered while it was recorded at or after the time of
 * the last event that forgets, exactly; its entry is dropped later, with its whole generation.
 *
 * <p>A key is looked for in every generation that is remembered: with 24 hours and twelve a
 * generation these are four at most.
 */
final class KeyMemory {
    /** Hourly ones would ask the index 26 times for a key that is not there. */
    static final long GENERATION_MICROS = 12 * Limits.KEY_GENERATION_MICROS;

    private final BusinessIndex index;

    /** Oldest recorded time that may be remembered, by generation. */
    private final TreeMap<Long, Long> oldest = new TreeMap<>();

    private long forgottenBefore = Long.MIN_VALUE;

    KeyMemory(BusinessIndex index) {
        this.index = index;
    }

    /**
     * Keys that come on top of others, in an index on top of theirs, and leave them as they are.
     */
    KeyMemory(KeyMemory below, ForkedIndex index) {
        this.index = index;
        this.oldest.putAll(below.oldest);
        this.forgottenBefore = below.forgottenBefore;
    }

    Optional<KeyOutcome> get(String key) {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        for (Long generation : oldest.descendingKeySet()) {
            Optional<byte[]> found = index.get(prefix(generation) + key);
            if (found.isPresent()) {
                return found.map(KeyMemory::parse)
                        .filter(outcome -> outcome.recordedMicros() >= forgottenBefore);
            }
        }
        return Optional.empty();
    }

    void remember(String key, KeyOutcome outcome) {
        long generation = Math.floorDiv(outcome.recordedMicros(), GENERATION_MICROS);
        oldest.merge(generation, outcome.recordedMicros(), Math::min);
        index.put(prefix(generation) + key, toState(outcome).toByteArray());
    }

    /** Whether keys are remembered for an hour longer than they must. */
    boolean due(long nowMicros) {
        return !oldest.isEmpty()
                && oldest.firstEntry().getValue()
                        < IdempotencyKeys.forgetBefore(nowMicros) - Limits.KEY_GENERATION_MICROS;
    }

    void forget(long recordedBeforeMicros) {
        forgottenBefore = Math.max(forgottenBefore, recordedBeforeMicros);
        while (!oldest.isEmpty() && endOf(oldest.firstKey()) <= forgottenBefore) {
            index.drop(prefix(oldest.pollFirstEntry().getKey()));
        }
        if (!oldest.isEmpty()) {
            oldest.merge(oldest.firstKey(), forgottenBefore, Math::max);
        }
    }

    long forgottenBefore() {
        return forgottenBefore;
    }

    List<KeyGeneration> generations() {
        return oldest.entrySet().stream()
                .map(
                        entry ->
                                KeyGeneration.newBuilder()
                                        .setNumber(entry.getKey())
                                        .setOldestMicros(entry.getValue())
                                        .build())
                .toList();
    }

    void restore(long forgottenBeforeMicros, List<KeyGeneration> generations) {
        forgottenBefore = forgottenBeforeMicros;
        oldest.clear();
        generations.forEach(each -> oldest.put(each.getNumber(), each.getOldestMicros()));
    }

    @Override
    public String toString() {
        return forgottenBefore + " " + oldest;
    }

    static KeyState toState(KeyOutcome outcome) {
        return KeyState.newBuilder()
                .setCommandHash(outcome.commandHash())
                .setCode(outcome.code())
                .putAllParameters(outcome.parameters())
                .setId(outcome.id())
                .setSequence(outcome.sequence())
                .setRecordHash(outcome.recordHash())
                .setRecordedMicros(outcome.recordedMicros())
                .build();
    }

    static KeyOutcome fromState(KeyState state) {
        return new KeyOutcome(
                state.getCommandHash(),
                state.getCode(),
                Map.copyOf(state.getParametersMap()),
                state.getId(),
                state.getSequence(),
                state.getRecordHash(),
                state.getRecordedMicros());
    }

    private static KeyOutcome parse(byte[] bytes) {
        try {
            return fromState(KeyState.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no outcome where one should be", e);
        }
    }

    private static String prefix(long generation) {
        return "k" + generation + "/";
    }

    private static long endOf(long generation) {
        return (generation + 1) * GENERATION_MICROS;
    }
}
