package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The open letters of one consumer, book by book in the order of the log, and the ids of those that
 * are settled. A fold of the topic of dead letters. Safe for all threads.
 */
final class HandlerLetters {
    /** Each holds its record on heap, a kilobyte or so. */
    static final int OPEN_MAX = 10_000;

    /** A letter that is not settled. */
    private static final class Waiting {
        private final DeadLetter letter;
        private final EventRecord event;
        private boolean tried;
        private boolean asked;

        Waiting(DeadLetter letter) {
            this.letter = letter;
            this.event = event(letter);
            this.tried = letter.getAttempts() > 0;
        }

        /** Somebody asked for another try, or it only waited behind another one. */
        boolean isDue() {
            return asked || !tried;
        }
    }

    private final String consumer;
    private final Map<String, TreeMap<Long, Waiting>> books = new HashMap<>();
    private final Map<String, Waiting> open = new HashMap<>();
    private final Set<String> settled = new HashSet<>();

    HandlerLetters(String consumer) {
        this.consumer = consumer;
    }

    /** The first of a letter counts; one of another consumer is none of ours. */
    synchronized void add(DeadLetter letter) {
        if (!letter.getConsumer().equals(consumer)
                || settled.contains(letter.getId())
                || open.containsKey(letter.getId())) {
            return;
        }
        Waiting waiting = new Waiting(letter);
        open.put(letter.getId(), waiting);
        books.computeIfAbsent(letter.getBook(), book -> new TreeMap<>())
                .put(waiting.event.sequence(), waiting);
    }

    synchronized void act(DeadLetterAction action) {
        Waiting waiting = open.get(action.getId());
        if (waiting == null) {
            return;
        }
        switch (action.getDecision()) {
            case RETRIED -> waiting.asked = true;
            case FAILED -> {
                waiting.asked = false;
                waiting.tried = true;
            }
            case DISCARDED, APPLIED -> settle(waiting);
            case DEAD_LETTER_DECISION_UNSPECIFIED, UNRECOGNIZED -> {
                // of a newer version, or nothing
            }
        }
    }

    private void settle(Waiting waiting) {
        open.remove(waiting.letter.getId());
        settled.add(waiting.letter.getId());
        TreeMap<Long, Waiting> book = books.get(waiting.letter.getBook());
        book.remove(waiting.event.sequence());
        if (book.isEmpty()) {
            books.remove(waiting.letter.getBook());
        }
    }

    synchronized boolean isSettled(String id) {
        return settled.contains(id);
    }

    /** The first letter of the book that is open: what comes later in it waits. */
    synchronized Optional<DeadLetter> first(String book) {
        return Optional.ofNullable(books.get(book))
                .map(waiting -> waiting.firstEntry().getValue().letter);
    }

    /** First letters of their books that are to be tried now. */
    synchronized List<DeadLetter> due() {
        List<DeadLetter> due = new ArrayList<>();
        for (TreeMap<Long, Waiting> book : books.values()) {
            Waiting first = book.firstEntry().getValue();
            if (first.isDue()) {
                due.add(first.letter);
            }
        }
        return due;
    }

    synchronized boolean isFull() {
        return open.size() >= OPEN_MAX;
    }

    static EventRecord event(DeadLetter letter) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>(letter.getHeadersCount());
        letter.getHeadersList()
                .forEach(
                        header ->
                                headers.add(
                                        new SimpleImmutableEntry<>(
                                                header.getName(),
                                                header.getValue().toByteArray())));
        return EventRecord.parse(
                letter.getKey().toByteArray(), headers, letter.getValue().toByteArray());
    }
}
