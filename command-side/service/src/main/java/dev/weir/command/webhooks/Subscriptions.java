package dev.weir.command.webhooks;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.control.v1.SubscriptionRemoved;
import dev.weir.contract.log.EventRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The subscriptions of the control book, as far as it was read. For all threads. */
final class Subscriptions {
    /**
     * A subscription.
     *
     * @param created as it stands in the log
     * @param sinceMicros recorded time of its creation, microseconds since 1970
     * @param active whether it was not removed
     */
    record Known(SubscriptionCreated created, long sinceMicros, boolean active) {
        String id() {
            return created.getSubscriptionId();
        }

        /** Whether it is told of an event of a kind and book that was recorded then. */
        boolean isTold(WebhookKind kind, String book, long recordedMicros) {
            return active
                    && recordedMicros >= sinceMicros
                    && created.getTopicsList().contains(kind.topic())
                    && (created.getBooksCount() == 0 || created.getBooksList().contains(book));
        }
    }

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** Takes a record of the control book; one that was taken before changes nothing. */
    void apply(EventRecord record, Message event) {
        switch (event) {
            case SubscriptionCreated created ->
                    known.putIfAbsent(
                            created.getSubscriptionId(),
                            new Known(created, record.recordedMicros(), true));
            case SubscriptionRemoved removed ->
                    known.computeIfPresent(
                            removed.getSubscriptionId(),
                            (id, was) -> new Known(was.created(), was.sinceMicros(), false));
            default -> {
                // The others of the control book say nothing of subscriptions.
            }
        }
    }

    Optional<Known> find(String id) {
        return Optional.ofNullable(known.get(id));
    }

    List<Known> active() {
        return known.values().stream().filter(Known::active).toList();
    }
}
