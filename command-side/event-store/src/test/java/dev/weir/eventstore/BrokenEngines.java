package dev.weir.eventstore;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.Tag;

/** Engines with one mistake each, around the sound one. */
final class BrokenEngines {
    private BrokenEngines() {}

    /** Appends on what becomes of the condition. */
    static EventStorageEngine conditions(
            EventStorageEngine engine, UnaryOperator<AppendCondition> change) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<AppendTransaction<?>> appendEvents(
                    AppendCondition condition,
                    ProcessingContext context,
                    List<TaggedEventMessage<?>> events) {
                return super.appendEvents(change.apply(condition), context, events);
            }
        };
    }

    static AppendCondition withMarker(AppendCondition condition, ConsistencyMarker marker) {
        return isNone(condition)
                ? condition
                : AppendCondition.withCriteria(condition.criteria()).withMarker(marker);
    }

    /** The marker as a number that belongs to no book. */
    static AppendCondition withPlainMarker(AppendCondition condition) {
        return isNone(condition) || condition.consistencyMarker() == ConsistencyMarker.ORIGIN
                ? condition
                : withMarker(
                        condition,
                        new GlobalIndexConsistencyMarker(
                                GlobalIndexConsistencyMarker.position(
                                        condition.consistencyMarker())));
    }

    /** Of several criteria the first one alone. */
    static AppendCondition withOneCriterion(AppendCondition condition) {
        return isNone(condition) || condition.criteria().flatten().size() < 2
                ? condition
                : AppendCondition.withCriteria(condition.criteria().flatten().iterator().next())
                        .withMarker(condition.consistencyMarker());
    }

    private static boolean isNone(AppendCondition condition) {
        return condition.consistencyMarker() == ConsistencyMarker.INFINITY;
    }

    /** Sources by what becomes of the criteria. */
    static EventStorageEngine criteria(
            EventStorageEngine engine, UnaryOperator<EventCriteria> change) {
        return new ForwardingEngine(engine) {
            @Override
            public MessageStream<EventMessage> source(
                    SourcingCondition condition, ProcessingContext context) {
                return super.source(
                        SourcingCondition.conditionFor(
                                condition.start(), change.apply(condition.criteria())),
                        context);
            }
        };
    }

    static EventCriteria allAtOnce(EventCriteria criteria) {
        Set<Tag> tags = new HashSet<>();
        criteria.flatten().forEach(criterion -> tags.addAll(criterion.tags()));
        return criteria.flatten().size() < 2 ? criteria : EventCriteria.havingTags(tags);
    }

    static EventCriteria withoutTypes(EventCriteria criteria) {
        List<EventCriteria> plain = new ArrayList<>();
        for (EventCriterion criterion : criteria.flatten()) {
            plain.add(
                    criterion.tags().isEmpty()
                            ? EventCriteria.havingAnyTag()
                            : EventCriteria.havingTags(criterion.tags()));
        }
        return plain.isEmpty() ? criteria : EventCriteria.either(plain);
    }

    /** Loses one of an event's tags where it has several. */
    static EventStorageEngine losingATag(EventStorageEngine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<AppendTransaction<?>> appendEvents(
                    AppendCondition condition,
                    ProcessingContext context,
                    List<TaggedEventMessage<?>> events) {
                List<TaggedEventMessage<?>> fewer = new ArrayList<>();
                events.forEach(event -> fewer.add(event.updateTags(BrokenEngines::butOne)));
                return super.appendEvents(condition, context, fewer);
            }
        };
    }

    private static Set<Tag> butOne(Set<Tag> tags) {
        return tags.size() < 2
                ? tags
                : Set.copyOf(
                        tags.stream()
                                .sorted(java.util.Comparator.comparing(Tag::key))
                                .limit(tags.size() - 1L)
                                .toList());
    }

    /** Sees a book that is one event older wherever a sourcing starts behind the first one. */
    static EventStorageEngine startingEarly(EventStorageEngine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public MessageStream<EventMessage> source(
                    SourcingCondition condition, ProcessingContext context) {
                long start =
                        org.axonframework.eventsourcing.eventstore.GlobalIndexPosition.toIndex(
                                condition.start());
                return start < 1
                        ? super.source(condition, context)
                        : super.source(
                                SourcingCondition.conditionFor(
                                        new GlobalIndexConsistencyMarker(start - 1).position(),
                                        condition.criteria()),
                                context);
            }
        };
    }

    /** Instants are cut to milliseconds, as Kafka's own are. */
    static EventStorageEngine truncatingTimes(EventStorageEngine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public MessageStream<EventMessage> source(
                    SourcingCondition condition, ProcessingContext context) {
                return super.source(condition, context).mapMessage(BrokenEngines::truncated);
            }
        };
    }

    private static EventMessage truncated(EventMessage message) {
        return message == TerminalEventMessage.INSTANCE
                ? message
                : new GenericEventMessage(
                        message.identifier(),
                        message.type(),
                        message.payload(),
                        message.metadata(),
                        message.timestamp().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Gives a token one event before the one that was asked for. */
    static EventStorageEngine givingEarlyTokens(EventStorageEngine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<TrackingToken> tokenAt(Instant at, ProcessingContext context) {
                return super.tokenAt(at, context)
                        .thenApply(
                                token ->
                                        new GlobalSequenceTrackingToken(
                                                Math.max(0, token.position().orElseThrow() - 1)));
            }
        };
    }

    /** Looks for conflicts when the append is handed in, and commits whatever came since. */
    static EventStorageEngine checkingTooSoon(EventStorageEngine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<AppendTransaction<?>> appendEvents(
                    AppendCondition condition,
                    ProcessingContext context,
                    List<TaggedEventMessage<?>> events) {
                if (!isNone(condition)) {
                    SourcingCondition behind =
                            SourcingCondition.conditionFor(
                                    condition.consistencyMarker().position(), condition.criteria());
                    if (!Appends.drain(super.source(behind, context)).events().isEmpty()) {
                        return CompletableFuture.failedFuture(
                                AppendEventsTransactionRejectedException.conflictingEventsDetected(
                                        condition.consistencyMarker()));
                    }
                    LockSupport.parkNanos(100_000L);
                }
                return super.appendEvents(AppendCondition.none(), context, events);
            }
        };
    }

    /** What an append does once it was accepted. */
    interface Commits {
        CompletableFuture<ConsistencyMarker> commit(
                EventStorageEngine engine, Again append, boolean rolledBack);
    }

    /** The append, as often as one likes. */
    interface Again {
        CompletableFuture<ConsistencyMarker> commit();
    }

    /** Appends that commit in another way; rolled back ones are committed if {@code onRollback}. */
    static EventStorageEngine committing(
            EventStorageEngine engine, boolean onRollback, Commits how) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<AppendTransaction<?>> appendEvents(
                    AppendCondition condition,
                    ProcessingContext context,
                    List<TaggedEventMessage<?>> events) {
                EventStorageEngine sound = engine;
                Again append =
                        () ->
                                sound.appendEvents(condition, context, events)
                                        .thenCompose(Appends::finish);
                return CompletableFuture.completedFuture(
                        new AppendTransaction<ConsistencyMarker>() {
                            @Override
                            public CompletableFuture<ConsistencyMarker> commit(
                                    ProcessingContext ignored) {
                                return how.commit(sound, append, false);
                            }

                            @Override
                            public void rollback(ProcessingContext ignored) {
                                if (onRollback) {
                                    how.commit(sound, append, true).join();
                                }
                            }

                            @Override
                            public CompletableFuture<ConsistencyMarker> afterCommit(
                                    ConsistencyMarker marker, ProcessingContext ignored) {
                                return CompletableFuture.completedFuture(marker);
                            }
                        });
            }
        };
    }
}
