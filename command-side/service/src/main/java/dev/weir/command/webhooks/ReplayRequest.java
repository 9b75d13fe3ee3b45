package dev.weir.command.webhooks;

import java.util.Set;

/**
 * What a subscription is to be told again.
 *
 * @param fromMicros recorded time from which on, microseconds since 1970
 * @param untilMicros recorded time until which
 * @param ids deliveries; empty: all
 * @param cursor of the answer before; empty: from the beginning
 */
public record ReplayRequest(long fromMicros, long untilMicros, Set<String> ids, String cursor) {
    public ReplayRequest {
        ids = Set.copyOf(ids);
    }
}
