package dev.weir.domain;

import java.util.Map;

/**
 * The remembered outcome of a command with an idempotency key.
 *
 * @param commandHash fingerprint of the command
 * @param code name of the refusal code; empty: it was carried out
 * @param parameters parameters of the refusal
 * @param id the entity, where it was carried out
 * @param sequence last record that the command wrote (of a refusal: its CommandRefused)
 * @param recordHash hash of that record
 * @param recordedMicros when it was recorded, microseconds since 1970
 */
public record KeyOutcome(
        String commandHash,
        String code,
        Map<String, String> parameters,
        String id,
        long sequence,
        String recordHash,
        long recordedMicros) {

    public boolean refused() {
        return !code.isEmpty();
    }

    Outcome asOutcome() {
        return refused()
                ? new Outcome.Refused(RefusalCode.valueOf(code), parameters)
                : new Outcome.Repeated(id, sequence, recordHash);
    }
}
