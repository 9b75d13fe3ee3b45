package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexPosition;
import org.axonframework.eventsourcing.eventstore.Position;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.EventsCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * What the owner keeps of one book: its last record, and either the folded state or all events. One
 * rule makes all positions agree: every number is the next sequence to read.
 */
final class BookLog {
    /** A stream starts reading at the nearest noted offset below its position. */
    private static final long EVENTS_PER_NOTED_OFFSET = 1_000;

    /** Beyond it they are thinned out, so that they do not grow with history. */
    private static final int NOTED_OFFSETS_MAX = 1_024;

    private final String book;
    private final EventCodec codec;
    private final Optional<BookFolds> folds;
    private final BookFold fold;
    private final EventIndex index;
    private final Object life = new Object();
    private final TreeMap<Long, Long> offsets = new TreeMap<>();
    private final BookTree tree;

    /** By which alone a folded book is sourced. */
    private final Set<Tag> foldedTags;

    private EventMessage stateMessage;
    private BookPosition last;
    private long eventsPerOffset = EVENTS_PER_NOTED_OFFSET;
    private long durableNext;

    /** It was filled from a snapshot and no record behind that was replayed yet. */
    private boolean restored;

    /** The replay is among records that the snapshot covers. */
    private boolean passing;

    BookLog(String book, EventCodec codec, Optional<BookFolds> folds, LocalIndex localIndex) {
        this.book = book;
        this.codec = codec;
        this.folds = folds;
        this.fold = folds.map(f -> f.create(book, localIndex)).orElse(null);
        this.index = folds.isPresent() ? null : new EventIndex();
        this.tree = new BookTree(book);
        this.foldedTags = folds.map(f -> Set.of(Tag.of(f.tagKey(), book))).orElse(Set.of());
        this.last = BookPosition.start(book);
    }

    BookPosition last() {
        return last;
    }

    /** What a sourcing of the book gives as its position. */
    BookMarker marker() {
        long next = last.sequence() + 1;
        return next == durableNext
                ? new BookMarker(book, next)
                : BookMarker.speculative(book, next, life);
    }

    /** The Merkle tree of what is durable. */
    BookTree tree() {
        return tree;
    }

    long durableNext() {
        return durableNext;
    }

    BookFold fold() {
        if (fold == null) {
            throw new IllegalStateException("book " + book + " is not folded");
        }
        return fold;
    }

    /**
     * The records for events behind {@code last}; changes nothing.
     *
     * @param monotonic true: a time before the last one of the book is lifted to it
     */
    List<SealedRecord> encode(List<EventMessage> events, List<Set<Tag>> tags, boolean monotonic) {
        List<SealedRecord> records = new ArrayList<>(events.size());
        BookPosition before = last;
        int runBegin = 0;
        int runEnd = 0;
        for (int i = 0; i < events.size(); i++) {
            if (i == runEnd) {
                runBegin = i;
                runEnd = endOfRun(events, i);
            }
            long given = dev.weir.contract.log.Micros.of(events.get(i).timestamp());
            long recorded = monotonic ? Math.max(given, before.recordedMicros()) : given;
            SealedRecord record =
                    SealedRecord.of(
                            codec.toRecord(
                                    before,
                                    events.get(i),
                                    tags.get(i),
                                    recorded,
                                    i - runBegin + 1,
                                    runEnd - runBegin));
            records.add(record);
            before = record.position();
        }
        return records;
    }

    /** Index behind the last event of the run that begins here. */
    private static int endOfRun(List<EventMessage> events, int begin) {
        String run = events.get(begin).metadata().get(EventMetadata.RUN);
        int end = begin + 1;
        while (end < events.size()
                && Objects.equals(run, events.get(end).metadata().get(EventMetadata.RUN))) {
            end++;
        }
        return end;
    }

    /** Takes in a record that follows {@link #last}. */
    void accept(SealedRecord record, Object payload) {
        last = record.position();
        tree.accepted(last);
        if (fold != null) {
            fold.apply(record.event(), payload, record.hash());
        } else {
            index.add(codec.toEvent(record.event(), payload));
        }
    }

    /**
     * Takes in a record read from the log; one that the snapshot covers is only compared.
     *
     * @throws LogCorruptException if it does not follow the one before
     */
    void replay(Replay.Prepared prepared, long offset) {
        EventRecord record = prepared.record().event();
        if (restored && record.sequence() <= last.sequence()) {
            pass(prepared.record());
            return;
        }
        if (record.sequence() != last.sequence() + 1) {
            throw new LogCorruptException(
                    "book %s: sequence %d follows %d at offset %d"
                            .formatted(book, record.sequence(), last.sequence(), offset));
        }
        if (!record.previousHash().equals(last.hash())) {
            throw new LogCorruptException(
                    "book %s: record %d does not continue the hash chain (offset %d)"
                            .formatted(book, record.sequence(), offset));
        }
        accept(prepared.record(), prepared.payload());
        durable(record.sequence(), offset);
        tree.durable(record.sequence());
        restored = false;
        passing = false;
    }

    private void pass(SealedRecord record) {
        passing = record.event().sequence() < last.sequence();
        if (!passing && !record.hash().equals(last.hash())) {
            throw new LogCorruptException(
                    "book %s: record %d is not the one that the snapshot covers"
                            .formatted(book, record.event().sequence()));
        }
    }

    /**
     * Begins with what a snapshot holds.
     *
     * @param offset at or before the record that follows
     */
    void restore(BookImage image, long offset) {
        SnapshotManifest manifest = image.manifest();
        image.fill(
                fold().snapshots()
                        .orElseThrow(
                                () ->
                                        new UnusableSnapshotException(
                                                "book " + book + " is not kept in snapshots")));
        last =
                new BookPosition(
                        book,
                        manifest.getSequence(),
                        manifest.getRecordHash(),
                        manifest.getRecordedMicros());
        restoreTree(manifest);
        durable(manifest.getSequence(), offset);
        restored = true;
    }

    private void restoreTree(SnapshotManifest manifest) {
        try {
            tree.restore(last, manifest.getMerkleFrontier().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new UnusableSnapshotException(e.getMessage());
        }
    }

    /**
     * @throws LogCorruptException if the log ends before the record that the snapshot covers
     */
    void requireContinuous() {
        if (passing) {
            throw new LogCorruptException(
                    "book %s: the log ends before record %d, which the snapshot covers"
                            .formatted(book, last.sequence()));
        }
        restored = false;
    }

    /** Everything up to the sequence is durable; {@code offset} is not behind its record, or -1. */
    void durable(long sequence, long offset) {
        if (offset >= 0
                && (offsets.isEmpty() || durableNext - offsets.lastKey() >= eventsPerOffset)) {
            offsets.put(durableNext, offset);
            if (offsets.size() > NOTED_OFFSETS_MAX) {
                thinOut();
            }
        }
        durableNext = sequence + 1;
    }

    /** Every second one goes: a stream then reads twice as far before it finds its position. */
    private void thinOut() {
        eventsPerOffset *= 2;
        boolean odd = false;
        for (Iterator<Long> each = offsets.keySet().iterator(); each.hasNext(); odd = !odd) {
            each.next();
            if (odd) {
                each.remove();
            }
        }
    }

    /** An offset at or before the record with the sequence. */
    long offsetBefore(long sequence) {
        Map.Entry<Long, Long> noted = offsets.floorEntry(sequence);
        return noted == null ? 0 : noted.getValue();
    }

    boolean conflicts(AppendCondition condition) {
        if (condition.consistencyMarker() == ConsistencyMarker.INFINITY) {
            return false;
        }
        if (BookMarker.isOfAnotherLife(condition.consistencyMarker(), life)) {
            return true;
        }
        long from = BookMarker.next(condition.consistencyMarker(), book);
        // Folded: no posting lists are kept, so any event since counts. Nothing is missed; on the
        // partition loop, where source and append are one, nothing is refused in vain either.
        return index == null
                ? last.sequence() >= from
                : !index.matching(condition, from, 1).isEmpty();
    }

    /** What {@code source()} gives before its marker. */
    List<StoredEvent> source(SourcingCondition condition) {
        if (index != null) {
            long start = Math.max(0, GlobalIndexPosition.toIndex(condition.start()));
            return index.matching(condition, start, Integer.MAX_VALUE);
        }
        if (!isFolded(condition) || condition.start() != Position.START) {
            throw new UnsupportedOperationException(
                    "book "
                            + book
                            + " is folded: it can be sourced by exactly one tag '"
                            + folds.orElseThrow().tagKey()
                            + "', without types, from the start; not by "
                            + condition.criteria());
        }
        return List.of(new StoredEvent(last.sequence(), state(), foldedTags));
    }

    /** The live state as an event; the same message as long as it is the same state. */
    private EventMessage state() {
        Object current = fold.state();
        if (stateMessage == null || stateMessage.payload() != current) {
            stateMessage =
                    new GenericEventMessage(
                            "state-" + book,
                            new MessageType(folds.orElseThrow().stateType()),
                            current,
                            Map.of(),
                            java.time.Instant.EPOCH);
        }
        return stateMessage;
    }

    /**
     * Sequence of the first durable event that was recorded at the time or later, if there is one.
     */
    Optional<Long> firstSince(java.time.Instant at) {
        if (index == null) {
            throw new UnsupportedOperationException(
                    "book " + book + " is folded: it keeps no times of its events");
        }
        return index.all().stream()
                .limit(durableNext)
                .filter(event -> !event.message().timestamp().isBefore(at))
                .map(StoredEvent::sequence)
                .findFirst();
    }

    private boolean isFolded(EventsCondition condition) {
        Set<EventCriterion> criteria = condition.criteria().flatten();
        if (criteria.size() != 1) {
            return false;
        }
        EventCriterion only = criteria.iterator().next();
        return only.types().isEmpty() && only.tags().equals(foldedTags);
    }
}
