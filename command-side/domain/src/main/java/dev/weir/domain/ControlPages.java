package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.contract.queries.v1.ListStanding;
import dev.weir.contract.queries.v1.ModelStanding;
import dev.weir.contract.queries.v1.PatternStanding;
import dev.weir.contract.queries.v1.RuleStanding;
import dev.weir.contract.queries.v1.VersionStanding;
import dev.weir.contract.store.v1.ModelState;
import java.util.List;
import java.util.stream.Stream;

/** Pages of what stands in the control book, in the order of their keys. */
final class ControlPages {
    private final ControlTables tables;

    ControlPages(ControlTables tables) {
        this.tables = tables;
    }

    /**
     * @param list of the kind ENTRIES the list, else empty
     * @param after the last key of the page before; empty: from the first
     * @param limit at least 1
     */
    ControlPage.Builder page(ControlKind kind, String list, String after, int limit) {
        List<String> keys =
                keys(kind, list)
                        .filter(key -> key.compareTo(after) > 0)
                        .sorted()
                        .limit(limit + 1L)
                        .toList();
        ControlPage.Builder page = ControlPage.newBuilder();
        keys.stream().limit(limit).forEach(key -> add(page, kind, list, key));
        if (keys.size() > limit) {
            page.setNextCursor(keys.get(limit - 1));
        }
        return page;
    }

    private Stream<String> keys(ControlKind kind, String list) {
        return switch (kind) {
            case RULES -> tables.rules().ids();
            case PATTERNS -> tables.patterns().ids();
            case LISTS -> tables.lists().ids();
            case ENTRIES -> tables.entryValues(list).map(entry -> entry.getValue());
            case MODELS -> tables.models().ids();
            case THRESHOLDS -> tables.thresholds().ids().map(ControlPages::notEmpty);
            case FALLBACK_POLICIES -> tables.fallbacks().ids();
            case LATE_POLICIES -> tables.latePolicies().ids();
            case SNOOZES -> tables.snoozes().ids();
            case SUBSCRIPTIONS ->
                    tables.subscriptions()
                            .values()
                            .filter(subscription -> !subscription.getUrl().isEmpty())
                            .map(subscription -> subscription.getSubscriptionId());
        };
    }

    private void add(ControlPage.Builder page, ControlKind kind, String list, String key) {
        switch (kind) {
            case RULES -> page.addRules(rule(key));
            case PATTERNS -> page.addPatterns(pattern(key));
            case LISTS ->
                    page.addLists(
                            ListStanding.newBuilder()
                                    .setList(tables.lists().get(key))
                                    .setEntries(tables.entriesOf(key)));
            case ENTRIES -> page.addEntries(tables.entry(list, key).orElseThrow());
            case MODELS -> page.addModels(model(key));
            case THRESHOLDS ->
                    page.addThresholds(tables.thresholds().get(key.equals(ALL) ? "" : key));
            case FALLBACK_POLICIES -> page.addFallbackPolicies(tables.fallbacks().get(key));
            case LATE_POLICIES -> page.addLatePolicies(tables.latePolicies().get(key));
            case SNOOZES -> page.addSnoozes(tables.snoozes().get(key));
            case SUBSCRIPTIONS -> page.addSubscriptions(tables.subscriptions().get(key));
        }
    }

    /** Key of what holds for all books: an empty one would not come after the first cursor. */
    private static final String ALL = "*";

    private static String notEmpty(String book) {
        return book.isEmpty() ? ALL : book;
    }

    private RuleStanding rule(String id) {
        var versions = tables.rule(id);
        RuleStanding.Builder standing =
                RuleStanding.newBuilder().setRuleId(id).addAllVersions(versionsOf(versions));
        versions.liveContent().ifPresent(standing::setLive);
        versions.shadowContent().ifPresent(standing::setShadow);
        return standing.setNewest(versions.all().getLast().content()).build();
    }

    private PatternStanding pattern(String id) {
        var versions = tables.pattern(id);
        PatternStanding.Builder standing =
                PatternStanding.newBuilder().setPatternId(id).addAllVersions(versionsOf(versions));
        versions.liveContent().ifPresent(standing::setLive);
        versions.shadowContent().ifPresent(standing::setShadow);
        return standing.setNewest(versions.all().getLast().content()).build();
    }

    private static <T extends Message> List<VersionStanding> versionsOf(Versions<T> versions) {
        return versions.all().stream()
                .map(
                        version ->
                                VersionStanding.newBuilder()
                                        .setVersion(version.number())
                                        .setAuthor(version.author())
                                        .setApprovedBy(version.approvedBy())
                                        .setLive(version.number() == versions.live())
                                        .setShadow(version.number() == versions.shadow())
                                        .build())
                .toList();
    }

    private ModelStanding model(String hash) {
        ModelState model = tables.models().get(hash);
        return ModelStanding.newBuilder()
                .setModel(model.getRegistered())
                .setApprovedBy(model.getApprovedBy())
                .setChampion(
                        tables.standing().hasChampion()
                                && tables.standing().getChampion().getModelHash().equals(hash))
                .setChallenger(tables.standing().getChallenger().equals(hash))
                .build();
    }
}
