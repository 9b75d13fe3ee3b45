package dev.weir.features.lists;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntriesAdded;
import dev.weir.contract.control.v1.ListEntriesRemoved;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListEntryRemoved;
import dev.weir.contract.control.v1.ListRemoved;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.AgingState;
import dev.weir.features.Entities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lists as the control book has them at each of its positions: their definitions, and the entries
 * of the small ones. Feed it the control book in order. Its size follows the number of changes of
 * lists, of which the command side takes at most 10,000 entries a list. Not safe for threads.
 *
 * <p>An entry counts from its own event on, whatever the kind of its list was then. With its list
 * an entry of the control book is gone for good; a list defined anew under the old id is empty.
 */
public final class ControlLists {
    /** An entry that was taken off its list. */
    private static final long REMOVED = Long.MIN_VALUE;

    /** Full names of the events of the control book that it reads. */
    public static final Set<String> READS =
            Set.of(
                    "weir.control.v1.ListDefined",
                    "weir.control.v1.ListRemoved",
                    "weir.control.v1.ListEntriesAdded",
                    "weir.control.v1.ListEntriesRemoved",
                    "weir.control.v1.ListEntryAdded",
                    "weir.control.v1.ListEntryRemoved");

    private static final Comparator<ListHit> BY_ID =
            Comparator.comparing(hit -> hit.list().getListId());

    private final Map<String, Timeline<Optional<ListDefined>>> definitions = new TreeMap<>();
    private final Map<String, Timeline<Boolean>> removals = new HashMap<>();
    private final Map<String, Map<String, Timeline<Long>>> expiriesByValue = new HashMap<>();

    /** Applies an event; others than {@link #READS} change nothing. */
    public void on(long position, Message event) {
        switch (event) {
            case ListDefined defined ->
                    definition(defined.getListId()).set(position, Optional.of(defined));
            case ListRemoved removed -> {
                definition(removed.getListId()).set(position, Optional.empty());
                removals.computeIfAbsent(removed.getListId(), id -> new Timeline<>())
                        .set(position, true);
            }
            case ListEntriesAdded added ->
                    added.getEntriesList()
                            .forEach(entry -> entry(added.getListId(), entry, position));
            case ListEntriesRemoved removed ->
                    removed.getValuesList()
                            .forEach(value -> entry(removed.getListId(), value, REMOVED, position));
            case ListEntryAdded added ->
                    entry(
                            added.getListId(),
                            added.getValue(),
                            expiry(added.getExpiresMicros()),
                            position);
            case ListEntryRemoved removed ->
                    entry(removed.getListId(), removed.getValue(), REMOVED, position);
            default -> {}
        }
    }

    private Timeline<Optional<ListDefined>> definition(String id) {
        return definitions.computeIfAbsent(id, key -> new Timeline<>());
    }

    private void entry(String list, ListEntry entry, long position) {
        entry(list, entry.getValue(), expiry(entry.getExpiresMicros()), position);
    }

    private void entry(String list, String value, long expiresMicros, long position) {
        expiriesByValue
                .computeIfAbsent(value, key -> new HashMap<>())
                .computeIfAbsent(list, key -> new Timeline<>())
                .set(position, expiresMicros);
    }

    static long expiry(long expiresMicros) {
        return expiresMicros == 0 ? AgingState.NEVER : expiresMicros;
    }

    /**
     * The lists of the control book that a payment hits.
     *
     * @param position the position in force
     * @param atMicros the payment's place in event time
     * @return by list id
     */
    public List<ListHit> hits(long position, String book, PaymentDetails payment, long atMicros) {
        return hits(position, book, payment, atMicros, Optional.empty());
    }

    /** The same with the entries of the payment's own book. */
    public List<ListHit> hits(
            long position,
            String book,
            PaymentDetails payment,
            long atMicros,
            Optional<BookLists> entries) {
        Map<String, ListHit> hits = new HashMap<>();
        for (EntityKind kind :
                definitions.isEmpty() ? List.<EntityKind>of() : Entities.OF_PAYMENTS) {
            String value = Entities.idIn(kind, payment);
            if (value.isEmpty()) {
                continue;
            }
            expiriesByValue
                    .getOrDefault(value, Map.of())
                    .forEach(
                            (list, expiry) -> {
                                if (counts(list, expiry, position, atMicros)) {
                                    hit(hits, list, kind, position, book);
                                }
                            });
            entries.map(own -> own.listsOf(value, atMicros))
                    .orElse(List.of())
                    .forEach(list -> hit(hits, list, kind, position, book));
        }
        return hits.values().stream().sorted(BY_ID).toList();
    }

    private boolean counts(String list, Timeline<Long> expiry, long position, long atMicros) {
        Timeline<Boolean> removed = removals.get(list);
        long removedAt = removed == null ? -1 : removed.since(position);
        return expiry.since(position) > removedAt
                && expiry.at(position).filter(end -> atMicros < end).isPresent();
    }

    private void hit(
            Map<String, ListHit> hits, String list, EntityKind kind, long position, String book) {
        in(list, position)
                .filter(defined -> defined.getEntity() == kind)
                .filter(
                        defined ->
                                defined.getBooksCount() == 0
                                        || defined.getBooksList().contains(book))
                .ifPresent(defined -> hits.put(list, new ListHit(defined)));
    }

    private Optional<ListDefined> in(String list, long position) {
        Timeline<Optional<ListDefined>> definition = definitions.get(list);
        return definition == null
                ? Optional.empty()
                : definition.at(position).flatMap(defined -> defined);
    }

    /** Lists that are defined at a position, by id. */
    public List<ListDefined> defined(long position) {
        List<ListDefined> defined = new ArrayList<>();
        definitions.keySet().forEach(id -> in(id, position).ifPresent(defined::add));
        return defined;
    }
}
