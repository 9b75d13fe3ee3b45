package dev.weir.features.patterns;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.PatternShadowed;
import dev.weir.contract.control.v1.PatternStopped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Patterns as the control book has them at one position: every version until the pattern is
 * retired, those in shadow and those that count. Immutable.
 */
public final class PatternBook {
    /** Full names of the events that it reads. */
    public static final Set<String> READS =
            Set.of(
                    "weir.control.v1.PatternDrafted",
                    "weir.control.v1.PatternShadowed",
                    "weir.control.v1.PatternActivated",
                    "weir.control.v1.PatternStopped",
                    "weir.control.v1.PatternRetired");

    private final Map<String, Pattern> versions;
    private final Map<String, Pattern> shadow;
    private final Map<String, Pattern> live;

    private PatternBook(
            Map<String, Pattern> versions, Map<String, Pattern> shadow, Map<String, Pattern> live) {
        this.versions = versions;
        this.shadow = shadow;
        this.live = live;
    }

    /** No patterns. */
    public static PatternBook empty() {
        return new PatternBook(Map.of(), Map.of(), Map.of());
    }

    /**
     * The book after an event of the control book; the same object if the event is not about
     * patterns.
     *
     * @throws IllegalArgumentException if a definition cannot be read
     */
    public PatternBook after(Message event) {
        return switch (event) {
            case PatternDrafted drafted ->
                    new PatternBook(
                            with(versions, key(drafted.getPattern()), drafted.getPattern()),
                            shadow,
                            live);
            case PatternShadowed shadowed -> {
                Pattern pattern = versions.get(key(shadowed.getPatternId(), shadowed.getVersion()));
                yield pattern == null
                        ? this
                        : new PatternBook(
                                versions, with(shadow, pattern.getPatternId(), pattern), live);
            }
            case PatternActivated activated -> {
                Pattern pattern = definition(activated);
                String id = pattern.getPatternId();
                yield new PatternBook(
                        with(versions, key(pattern), pattern),
                        without(shadow, id),
                        with(live, id, pattern));
            }
            case PatternStopped stopped -> {
                Pattern pattern = live.get(stopped.getPatternId());
                yield pattern == null || pattern.getVersion() != stopped.getVersion()
                        ? this
                        : new PatternBook(
                                versions,
                                with(shadow, pattern.getPatternId(), pattern),
                                without(live, pattern.getPatternId()));
            }
            case PatternRetired retired -> {
                String id = retired.getPatternId();
                Map<String, Pattern> left = new TreeMap<>(versions);
                left.values().removeIf(pattern -> pattern.getPatternId().equals(id));
                yield new PatternBook(left, without(shadow, id), without(live, id));
            }
            default -> this;
        };
    }

    /** The event's id and version hold, whatever stands in the definition. */
    private static Pattern definition(PatternActivated activated) {
        try {
            return Pattern.parseFrom(activated.getDefinition()).toBuilder()
                    .setPatternId(activated.getPatternId())
                    .setVersion(activated.getVersion())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "the definition of pattern " + activated.getPatternId() + " is no Pattern", e);
        }
    }

    /** Patterns that count, by id. */
    public List<Pattern> live() {
        return List.copyOf(live.values());
    }

    /** Patterns that are followed and reported only, by id. */
    public List<Pattern> shadow() {
        return List.copyOf(shadow.values());
    }

    private static Map<String, Pattern> with(
            Map<String, Pattern> patterns, String key, Pattern pattern) {
        Map<String, Pattern> more = new TreeMap<>(patterns);
        more.put(key, pattern);
        return more;
    }

    private static Map<String, Pattern> without(Map<String, Pattern> patterns, String key) {
        Map<String, Pattern> left = new TreeMap<>(patterns);
        left.remove(key);
        return left;
    }

    private static String key(Pattern pattern) {
        return key(pattern.getPatternId(), pattern.getVersion());
    }

    private static String key(String id, int version) {
        return id + '/' + version;
    }
}
