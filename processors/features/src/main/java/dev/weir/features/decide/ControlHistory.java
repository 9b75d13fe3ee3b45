package dev.weir.features.decide;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.ChallengerSet;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.features.FeatureSet;
import dev.weir.features.decide.Control.ModelInForce;
import dev.weir.features.lists.ControlLists;
import dev.weir.features.lists.Timeline;
import dev.weir.features.patterns.PatternBook;
import dev.weir.features.patterns.Patterns;
import dev.weir.features.rules.RuleHistory;
import dev.weir.features.rules.Thresholds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The control book by position, so that each payment is decided by what was in force when it was
 * stamped, and not by what happens to have arrived. Feed it every event of the control book in
 * order; a repeat is dropped. What is compiled or loaded is so on arrival. Not safe for threads.
 */
public final class ControlHistory {
    /** Full names of the events that change what is in force. */
    public static final Set<String> READS = reads();

    private static final int FULL_WEIGHT = 1_000_000;

    /** Books that have no thresholds of their own. */
    private static final String ALL = "";

    private final RuleHistory rules;
    private final Patterns.Compiler patternCompiler;
    private final Scorers scorers;
    private final Timeline<PatternBook> patternBooks = new Timeline<>();
    private final Map<PatternBook, Patterns> patterns = new HashMap<>();
    private final Timeline<Optional<ModelInForce>> champions = new Timeline<>();
    private final Timeline<Optional<ModelInForce>> challengers = new Timeline<>();
    private final Map<String, Optional<Scorer>> loaded = new HashMap<>();
    private final Map<String, Timeline<Thresholds>> thresholds = new TreeMap<>();
    private final ControlLists lists = new ControlLists();
    private final Snoozes snoozes = new Snoozes();
    private Control last;

    public ControlHistory(FeatureSet features, Scorers scorers) {
        this.rules = new RuleHistory(features);
        this.patternCompiler = new Patterns.Compiler(features);
        this.scorers = scorers;
        patternBooks.set(-1, PatternBook.empty());
    }

    private static Set<String> reads() {
        Set<String> names = new HashSet<>(RuleHistory.READS);
        names.addAll(PatternBook.READS);
        names.addAll(ControlLists.READS);
        names.add("weir.control.v1.EntitySnoozed");
        names.add("weir.control.v1.EntitySnoozeEnded");
        names.add("weir.control.v1.ScoreThresholdsSet");
        names.add("weir.control.v1.ModelPromoted");
        names.add("weir.control.v1.ModelRolledBack");
        names.add("weir.control.v1.ChallengerSet");
        return Set.copyOf(names);
    }

    /** Last position that was fed; -1 before the first. */
    public long position() {
        return rules.position();
    }

    /**
     * Applies the event at a position of the control book.
     *
     * @throws IllegalArgumentException if events before it are missing, or if it cannot be read:
     *     its position counts all the same
     */
    public void on(long position, Message event) {
        if (position <= rules.position()) {
            return;
        }
        rules.on(position, event);
        lists.on(position, event);
        switch (event) {
            case EntitySnoozed snoozed -> snoozes.on(position, snoozed);
            case EntitySnoozeEnded ended -> snoozes.on(position, ended);
            case ScoreThresholdsSet set ->
                    thresholds
                            .computeIfAbsent(set.getBookId(), book -> new Timeline<>())
                            .set(
                                    position,
                                    new Thresholds(
                                            set.getReferFromMilli(),
                                            set.getDeclineFromMilli(),
                                            set.getAlertFromMilli()));
            case ModelPromoted m ->
                    champions.set(
                            position,
                            model(
                                    m.getModelHash(),
                                    m.getPath(),
                                    m.getFeatureSet(),
                                    m.getWeightMilli()));
            case ModelRolledBack m ->
                    champions.set(
                            position,
                            model(
                                    m.getModelHash(),
                                    m.getPath(),
                                    m.getFeatureSet(),
                                    m.getWeightMilli()));
            case ChallengerSet m ->
                    challengers.set(
                            position,
                            model(m.getModelHash(), m.getPath(), m.getFeatureSet(), FULL_WEIGHT));
            default -> pattern(position, event);
        }
    }

    /** Applies an event behind the last one, whatever its position in a book is. */
    public void append(Message event) {
        on(position() + 1, event);
    }

    private void pattern(long position, Message event) {
        PatternBook before = patternBooks.at(position).orElseThrow();
        PatternBook after = before.after(event);
        if (after != before) {
            patternBooks.set(position, after);
            compiled(after);
        }
    }

    private Patterns compiled(PatternBook book) {
        return patterns.computeIfAbsent(
                book, key -> patternCompiler.compile(key.live(), key.shadow()));
    }

    private Optional<ModelInForce> model(
            String hash, String path, String featureSet, int weightMilli) {
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        int weight = weightMilli == 0 ? FULL_WEIGHT : weightMilli;
        return loaded.computeIfAbsent(hash, key -> scorers.load(hash, path, featureSet))
                .map(scorer -> new ModelInForce(scorer, weight));
    }

    /**
     * What is in force at a position; empty while events up to it are still to come: the payment
     * has to wait.
     */
    public Optional<Control> at(long position) {
        if (position > rules.position()) {
            return Optional.empty();
        }
        if (last == null || last.position() != position) {
            last =
                    new Control(
                            position,
                            rules.at(position).orElseThrow(),
                            compiled(patternBooks.at(position).orElseThrow()),
                            champions.at(position).flatMap(model -> model),
                            challengers.at(position).flatMap(model -> model),
                            this);
        }
        return Optional.of(last);
    }

    Thresholds thresholds(long position, String book) {
        return thresholdsOf(position, book)
                .or(() -> thresholdsOf(position, ALL))
                .orElse(Thresholds.DEFAULT);
    }

    private Optional<Thresholds> thresholdsOf(long position, String book) {
        Timeline<Thresholds> own = thresholds.get(book);
        return own == null ? Optional.empty() : own.at(position);
    }

    ControlLists lists() {
        return lists;
    }

    Snoozes snoozes() {
        return snoozes;
    }
}
