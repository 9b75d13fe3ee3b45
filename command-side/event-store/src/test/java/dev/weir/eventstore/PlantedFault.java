package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;

/** Mistakes that an engine can have, and the test of the contract that must turn red for each. */
enum PlantedFault {
    CONFLICTS_NOT_CHECKED("refusesAStaleMarkerOnlyWhereACriterionMatches"),
    CONFLICTS_CHECKED_TOO_SOON("losesNothingInARaceForOneTag"),
    MARKER_IGNORED("acceptsACurrentMarkerOnATagThatHasEvents"),
    MARKER_OF_ANOTHER_BOOK_TAKEN("refusesAMarkerOfAnotherBook"),
    MARKER_OF_A_COMMIT_ONE_BEHIND("refusesTheVeryNextEventBehindACommitMarker"),
    FIRST_CRITERION_CHECKED_ALONE("refusesWhereAnyOfSeveralCriteriaMatches"),
    TAG_LOST("sourcesByAllTagsOfACriterion"),
    OR_READ_AS_AND("sourcesEachEventOnceAndInOrderByAnyOfSeveralCriteria"),
    TYPES_IGNORED("sourcesByTypeWithAndWithoutTags"),
    ROLLED_BACK_AND_WRITTEN("writesNothingAfterARollback"),
    COMMITTED_TWICE("commitsAnAppendOnce"),
    SOURCING_STARTS_ONE_EARLY("theMarkersPositionStartsAtNewEvents"),
    TOKEN_ONE_EARLY("givesTheTokenOfTheFirstEventAtOrBehindATime"),
    ACKNOWLEDGED_BEFORE_COMMIT("acknowledgesAndStreamsOnlyWhatIsCommitted"),
    PENDING_EVENTS_STREAMED("acknowledgesAndStreamsOnlyWhatIsCommitted"),
    NOTHING_WRITTEN("aPlainConsumerReadsExactlyWhatWasAppended"),
    GROUP_REORDERED("aPlainConsumerReadsExactlyWhatWasAppended"),
    GROUP_WRITTEN_TWICE("aPlainConsumerReadsExactlyWhatWasAppended"),
    LAST_OF_A_GROUP_DROPPED("aPlainConsumerReadsExactlyWhatWasAppended"),
    SEQUENCE_WITH_A_GAP("aPlainConsumerReadsExactlyWhatWasAppended"),
    CHAIN_BROKEN("aPlainConsumerReadsExactlyWhatWasAppended"),
    TIMES_TRUNCATED_ON_REPLAY("answersTheSameAfterARestartBetweenAnyTwoSteps"),
    FOLDED_STATE_STALE_BY_ONE("sourcesTheFoldedStateOfEverythingUpToTheMarker");

    /** Name of the test that must notice. */
    final String caughtBy;

    PlantedFault(String caughtBy) {
        this.caughtBy = caughtBy;
    }

    /**
     * The engine with the mistake in it.
     *
     * @param generation 1 for the first owner of the log
     */
    EventStorageEngine in(EventStorageEngine engine, int generation) {
        return switch (this) {
            case CONFLICTS_NOT_CHECKED ->
                    BrokenEngines.conditions(engine, condition -> AppendCondition.none());
            case CONFLICTS_CHECKED_TOO_SOON -> BrokenEngines.checkingTooSoon(engine);
            case MARKER_IGNORED ->
                    BrokenEngines.conditions(
                            engine,
                            condition ->
                                    BrokenEngines.withMarker(condition, ConsistencyMarker.ORIGIN));
            case MARKER_OF_ANOTHER_BOOK_TAKEN ->
                    BrokenEngines.conditions(engine, BrokenEngines::withPlainMarker);
            case FIRST_CRITERION_CHECKED_ALONE ->
                    BrokenEngines.conditions(engine, BrokenEngines::withOneCriterion);
            case MARKER_OF_A_COMMIT_ONE_BEHIND ->
                    BrokenEngines.committing(
                            engine,
                            false,
                            (sound, append, rolledBack) ->
                                    append.commit().thenApply(PlantedFault::oneBehind));
            case TAG_LOST -> BrokenEngines.losingATag(engine);
            case OR_READ_AS_AND -> BrokenEngines.criteria(engine, BrokenEngines::allAtOnce);
            case TYPES_IGNORED -> BrokenEngines.criteria(engine, BrokenEngines::withoutTypes);
            case ROLLED_BACK_AND_WRITTEN ->
                    BrokenEngines.committing(
                            engine, true, (sound, append, rolledBack) -> append.commit());
            case COMMITTED_TWICE ->
                    BrokenEngines.committing(
                            engine, false, (sound, append, rolledBack) -> append.commit());
            case ACKNOWLEDGED_BEFORE_COMMIT ->
                    BrokenEngines.committing(engine, false, PlantedFault::acknowledgedAtOnce);
            case SOURCING_STARTS_ONE_EARLY -> BrokenEngines.startingEarly(engine);
            case TOKEN_ONE_EARLY -> BrokenEngines.givingEarlyTokens(engine);
            case TIMES_TRUNCATED_ON_REPLAY ->
                    generation > 1 ? BrokenEngines.truncatingTimes(engine) : engine;
            default -> engine;
        };
    }

    private static ConsistencyMarker oneBehind(ConsistencyMarker marker) {
        return new GlobalIndexConsistencyMarker(GlobalIndexConsistencyMarker.position(marker) + 1);
    }

    private static CompletableFuture<ConsistencyMarker> acknowledgedAtOnce(
            EventStorageEngine sound, BrokenEngines.Again append, boolean rolledBack) {
        CompletableFuture<ConsistencyMarker> committed = append.commit();
        return committed.isCompletedExceptionally()
                ? committed
                : CompletableFuture.completedFuture(
                        Appends.source(sound, EventCriteria.havingAnyTag()).marker());
    }

    /** The logs with the mistake in them. */
    PartitionLogs in(PartitionLogs logs, StoreTopics topics) {
        return switch (this) {
            case NOTHING_WRITTEN -> BrokenLogs.elsewhere(topics);
            case GROUP_REORDERED -> BrokenLogs.writing(logs, List::reversed);
            case GROUP_WRITTEN_TWICE -> BrokenLogs.writing(logs, BrokenLogs::twice);
            case LAST_OF_A_GROUP_DROPPED ->
                    BrokenLogs.writing(logs, BrokenLogs::withoutTheLastOfSeveral);
            case SEQUENCE_WITH_A_GAP ->
                    BrokenLogs.writing(logs, records -> BrokenLogs.withAGap(topics, records));
            case CHAIN_BROKEN ->
                    BrokenLogs.writing(logs, records -> BrokenLogs.withoutChain(topics, records));
            case PENDING_EVENTS_STREAMED -> BrokenLogs.showingPending(topics, logs);
            default -> logs;
        };
    }

    /** The folds with the mistake in them. */
    BookFolds in(BookFolds folds) {
        return this == FOLDED_STATE_STALE_BY_ONE ? new StaleFolds(folds) : folds;
    }

    /** Shows the state as it was before the last event. */
    private record StaleFolds(BookFolds sound) implements BookFolds {
        @Override
        public String tagKey() {
            return sound.tagKey();
        }

        @Override
        public QualifiedName stateType() {
            return sound.stateType();
        }

        @Override
        public BookFold create(String book, LocalIndex index) {
            BookFold fold = sound.create(book, index);
            return new BookFold() {
                private List<?> before = List.of();

                @Override
                public void apply(EventRecord record, Object event, String hash) {
                    before = List.copyOf((List<?>) fold.state());
                    fold.apply(record, event, hash);
                }

                @Override
                public Object state() {
                    return before;
                }
            };
        }
    }
}
