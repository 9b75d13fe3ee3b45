package dev.weir.features.decide;

import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.Entities;
import dev.weir.features.lists.Timeline;
import java.util.HashMap;
import java.util.Map;

/** Entities for which rules and patterns do not count for a while. Not safe for threads. */
final class Snoozes {
    /** Ended before its time. */
    private static final long ENDED = Long.MIN_VALUE;

    /** Of all sources. */
    private static final String ALL = "";

    private record Entity(String book, EntityKind kind, String id) {}

    private final Map<Entity, Map<String, Timeline<Long>>> untilMicros = new HashMap<>();

    void on(long position, EntitySnoozed snoozed) {
        Entity entity = new Entity(snoozed.getBookId(), snoozed.getEntity(), snoozed.getEntityId());
        of(entity, snoozed.getSourceId()).set(position, snoozed.getUntilMicros());
    }

    void on(long position, EntitySnoozeEnded ended) {
        Entity entity = new Entity(ended.getBookId(), ended.getEntity(), ended.getEntityId());
        of(entity, ended.getSourceId()).set(position, ENDED);
    }

    private Timeline<Long> of(Entity entity, String source) {
        return untilMicros
                .computeIfAbsent(entity, key -> new HashMap<>())
                .computeIfAbsent(source, key -> new Timeline<>());
    }

    /** Whether what a source says of a payment at an event time does not count. */
    boolean covers(
            long position, String book, PaymentDetails payment, String source, long atMicros) {
        if (untilMicros.isEmpty()) {
            return false;
        }
        for (EntityKind kind : Entities.OF_PAYMENTS) {
            Map<String, Timeline<Long>> sources =
                    untilMicros.get(new Entity(book, kind, Entities.idIn(kind, payment)));
            if (sources != null
                    && (runs(sources.get(source), position, atMicros)
                            || runs(sources.get(ALL), position, atMicros))) {
                return true;
            }
        }
        return false;
    }

    private static boolean runs(Timeline<Long> until, long position, long atMicros) {
        return until != null && until.at(position).filter(end -> atMicros < end).isPresent();
    }
}
