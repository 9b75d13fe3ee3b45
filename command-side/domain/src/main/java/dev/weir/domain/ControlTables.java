package dev.weir.domain;

import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.LatePolicySet;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.store.v1.ModelState;
import dev.weir.contract.store.v1.ModelsState;
import dev.weir.contract.store.v1.OpenedBook;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What {@link ControlBook} folds, by kind. The numbers of kinds are permanent. */
final class ControlTables {
    private static final String ONLY = "";

    private final EntityTables tables = new EntityTables();
    private final EntityTable<OpenedBook> books =
            tables.add(1, EntityCodec.ofMessage(OpenedBook.parser()));
    private final EntityTable<Versions<Rule>> rules = tables.add(2, Versions.codec(Rule.parser()));
    private final EntityTable<FallbackPolicySet> fallbacks =
            tables.add(3, EntityCodec.ofMessage(FallbackPolicySet.parser()));
    private final EntityTable<Versions<Pattern>> patterns =
            tables.add(5, Versions.codec(Pattern.parser()));
    private final EntityTable<ListDefined> lists =
            tables.add(6, EntityCodec.ofMessage(ListDefined.parser()));
    private final EntityTable<ListEntry> entries =
            tables.add(7, EntityCodec.ofMessage(ListEntry.parser()));
    private final EntityTable<ModelState> models =
            tables.add(8, EntityCodec.ofMessage(ModelState.parser()));
    private final EntityTable<ModelsState> standing =
            tables.add(9, EntityCodec.ofMessage(ModelsState.parser()));
    private final EntityTable<ScoreThresholdsSet> thresholds =
            tables.add(10, EntityCodec.ofMessage(ScoreThresholdsSet.parser()));
    private final EntityTable<LatePolicySet> latePolicies =
            tables.add(11, EntityCodec.ofMessage(LatePolicySet.parser()));
    private final EntityTable<EntitySnoozed> snoozes =
            tables.add(12, EntityCodec.ofMessage(EntitySnoozed.parser()));

    /** Also those that were removed, without their address: an id is used once. */
    private final EntityTable<SubscriptionCreated> subscriptions =
            tables.add(13, EntityCodec.ofMessage(SubscriptionCreated.parser()));

    /** Entries of each list; follows from {@link #entries}. */
    private final Map<String, Integer> entryCounts = new HashMap<>();

    EntityTables all() {
        return tables;
    }

    EntityTable<OpenedBook> books() {
        return books;
    }

    EntityTable<Versions<Rule>> rules() {
        return rules;
    }

    EntityTable<Versions<Pattern>> patterns() {
        return patterns;
    }

    EntityTable<ListDefined> lists() {
        return lists;
    }

    EntityTable<ModelState> models() {
        return models;
    }

    EntityTable<ScoreThresholdsSet> thresholds() {
        return thresholds;
    }

    EntityTable<FallbackPolicySet> fallbacks() {
        return fallbacks;
    }

    EntityTable<LatePolicySet> latePolicies() {
        return latePolicies;
    }

    EntityTable<EntitySnoozed> snoozes() {
        return snoozes;
    }

    EntityTable<SubscriptionCreated> subscriptions() {
        return subscriptions;
    }

    Versions<Rule> rule(String id) {
        return Optional.ofNullable(rules.get(id)).orElseGet(Versions::none);
    }

    Versions<Pattern> pattern(String id) {
        return Optional.ofNullable(patterns.get(id)).orElseGet(Versions::none);
    }

    ModelsState standing() {
        ModelsState now = standing.get(ONLY);
        return now == null ? ModelsState.getDefaultInstance() : now;
    }

    void standing(ModelsState next) {
        standing.put(ONLY, next);
    }

    Optional<ListEntry> entry(String list, String value) {
        return Optional.ofNullable(entries.get(entryKey(list, value)));
    }

    void putEntry(String list, ListEntry entry) {
        String key = entryKey(list, entry.getValue());
        if (entries.get(key) == null) {
            entryCounts.merge(list, 1, Integer::sum);
        }
        entries.put(key, entry);
    }

    void removeEntry(String list, String value) {
        String key = entryKey(list, value);
        if (entries.get(key) != null) {
            entries.remove(key);
            entryCounts.merge(list, -1, ControlTables::sumOrNone);
        }
    }

    void removeList(String list) {
        lists.remove(list);
        if (entryCounts.remove(list) != null) {
            entries.ids()
                    .filter(key -> key.startsWith(list + '\n'))
                    .toList()
                    .forEach(entries::remove);
        }
    }

    int entriesOf(String list) {
        return entryCounts.getOrDefault(list, 0);
    }

    int entries() {
        return entries.size();
    }

    /** The entries of a list, in no order. */
    java.util.stream.Stream<ListEntry> entryValues(String list) {
        return entries.ids().filter(key -> key.startsWith(list + '\n')).map(entries::get);
    }

    /** Ends a restoration. */
    void restored() {
        entryCounts.clear();
        entries.ids()
                .forEach(
                        key ->
                                entryCounts.merge(
                                        key.substring(0, key.indexOf('\n')), 1, Integer::sum));
    }

    static String policyKey(String book, Channel channel) {
        return book + '\n' + channel.getNumber();
    }

    /** Whether a snooze has no effect any more. */
    static boolean isOver(EntitySnoozed snooze, long nowMicros) {
        return snooze.getUntilMicros() <= nowMicros;
    }

    static String snoozeKey(String book, EntityKind entity, String id, String source) {
        return String.join("\n", book, Integer.toString(entity.getNumber()), id, source);
    }

    private static String entryKey(String list, String value) {
        return list + '\n' + value;
    }

    private static Integer sumOrNone(int left, int right) {
        int sum = left + right;
        return sum == 0 ? null : Integer.valueOf(sum);
    }

    @Override
    public String toString() {
        return tables.toString();
    }
}
