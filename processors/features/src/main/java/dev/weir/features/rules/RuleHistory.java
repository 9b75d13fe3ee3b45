package dev.weir.features.rules;

import com.google.protobuf.Message;
import dev.weir.features.FeatureSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rule sets by position of the control book, so that each payment is decided by the rules that were
 * in force when it was stamped, and not by those that happen to have arrived. Feed it every event
 * of the control book in order; a repeat is dropped. Rules are compiled when a payment first needs
 * them. Not safe for threads.
 */
public final class RuleHistory {
    /** Full names of the events that it reads. */
    public static final Set<String> READS =
            Set.of(
                    "weir.control.v1.RuleDrafted",
                    "weir.control.v1.RuleShadowed",
                    "weir.control.v1.RuleActivated",
                    "weir.control.v1.RuleStopped",
                    "weir.control.v1.RuleRetired");

    private final FeatureSet features;
    private final TreeMap<Long, RuleBook> books = new TreeMap<>();
    private final Map<Long, RuleSet> compiled = new TreeMap<>();
    private final RuleCompiler.Cached compiler;
    private long position = -1;

    public RuleHistory(FeatureSet features) {
        this.features = features;
        this.compiler = new RuleCompiler.Cached(RuleCompiler.full(features));
        books.put(position, RuleBook.empty());
    }

    /** Last position that was fed; -1 before the first. */
    public long position() {
        return position;
    }

    /**
     * Applies the event at a position of the control book.
     *
     * @throws IllegalArgumentException if events before it are missing
     */
    public void on(long sequence, Message event) {
        if (sequence <= position) {
            return;
        }
        if (sequence != position + 1) {
            throw new IllegalArgumentException(
                    "event %d of the control book came after %d".formatted(sequence, position));
        }
        RuleBook before = books.lastEntry().getValue();
        RuleBook after = before.after(event);
        position = sequence;
        if (after == before) {
            return;
        }
        if (after.live().equals(before.live()) && after.shadow().equals(before.shadow())) {
            books.put(books.lastKey(), after); // a draft: nothing in force changed
        } else {
            books.put(sequence, after);
        }
    }

    /**
     * The rules in force at a position; empty while events up to it are still to come: the payment
     * has to wait.
     */
    public Optional<RuleSet> at(long controlSeq) {
        if (controlSeq > position) {
            return Optional.empty();
        }
        Map.Entry<Long, RuleBook> book = books.floorEntry(controlSeq);
        return Optional.of(
                compiled.computeIfAbsent(
                        book.getKey(),
                        at ->
                                RuleSet.compile(
                                        features,
                                        compiler,
                                        book.getValue().live(),
                                        book.getValue().shadow())));
    }
}
