package dev.weir.features;

import com.google.protobuf.ByteString;
import dev.weir.contract.decisions.v1.FeatureVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An ordered list of features under a permanent id. Their order and types are those of the values
 * in a {@link FeatureVector}. A released set never changes: a change is a new set with the next
 * version.
 */
public final class FeatureSet {
    private static final FeatureSet PAYMENTS_1 =
            new FeatureSet("payments@1", PaymentFeatures.first(), false);
    private static final FeatureSet PAYMENTS_2 =
            new FeatureSet("payments@2", PaymentFeatures.second(), true);
    private static final List<FeatureSet> RELEASED = List.of(PAYMENTS_1, PAYMENTS_2);

    private final String id;
    private final List<Feature> features;
    private final boolean takesLabelsBack;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<KeyKind, Layout> layouts = new HashMap<>();

    FeatureSet(String id, List<Feature> features, boolean takesLabelsBack) {
        this.id = id;
        this.takesLabelsBack = takesLabelsBack;
        this.features = List.copyOf(features);
        for (Feature feature : features) {
            if (positions.put(feature.name(), positions.size()) != null) {
                throw new IllegalArgumentException(
                        "feature " + feature.name() + " is declared twice in " + id);
            }
        }
        for (KeyKind kind : KeyKind.values()) {
            layouts.put(kind, layoutOf(kind, features));
        }
    }

    /** The first set: readable and reproducible for ever, no longer computed by {@code decide}. */
    public static FeatureSet payments1() {
        return PAYMENTS_1;
    }

    /**
     * The set that {@code decide} computes: all of the first, figures of IP prefixes, and a verdict
     * stops counting when its alert is reopened.
     */
    public static FeatureSet payments2() {
        return PAYMENTS_2;
    }

    /** Ids of all released sets, the oldest first. */
    public static List<String> releasedIds() {
        return RELEASED.stream().map(FeatureSet::id).toList();
    }

    /**
     * A released set by its id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FeatureSet of(String id) {
        return RELEASED.stream()
                .filter(set -> set.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no feature set " + id));
    }

    /**
     * The sums of this set over one window alone, and what looks at no window: to learn what a
     * window costs. Never released.
     *
     * @param newId says so
     */
    public FeatureSet sumsOver(String newId, Window window) {
        return new FeatureSet(
                newId,
                features.stream()
                        .filter(
                                feature ->
                                        feature.window().isEmpty()
                                                || feature.needs() == Feature.Needs.SUMS
                                                        && feature.window().get() == window)
                        .toList(),
                takesLabelsBack);
    }

    /** Id and version: {@code payments@1}. */
    public String id() {
        return id;
    }

    /** Number of features. */
    public int size() {
        return features.size();
    }

    /** Names in the order of the values. */
    public List<String> names() {
        return features.stream().map(Feature::name).toList();
    }

    /** Place of a feature, from 0; -1 for an unknown name. */
    public int positionOf(String name) {
        return positions.getOrDefault(name, -1);
    }

    /** Name at a place. */
    public String nameAt(int position) {
        return features.get(position).name();
    }

    /** Type at a place. */
    public FeatureType typeAt(int position) {
        return features.get(position).type();
    }

    /** What the feature at a place means, for people: {@code payments (card, 10m)}. */
    public String describe(int position) {
        return FeatureDocs.describe(features.get(position));
    }

    /**
     * The values of a vector of this set, read once.
     *
     * @throws IllegalArgumentException if it is of another set or of the wrong length
     */
    public FeatureValues read(FeatureVector vector) {
        int bytes = features.size() * Long.BYTES;
        if (!vector.getFeatureSet().equals(id) || vector.getValues().size() != bytes) {
            throw new IllegalArgumentException(
                    "a vector of %s with %d bytes is not one of %s with %d"
                            .formatted(
                                    vector.getFeatureSet(), vector.getValues().size(), id, bytes));
        }
        return new FeatureValues(this, vector.getValues().asReadOnlyByteBuffer());
    }

    /** What the history of a kind of entity has to keep. */
    Layout layout(KeyKind kind) {
        return layouts.get(kind);
    }

    /** Whether {@code AlertReopened} takes a verdict back; the first set did not read it. */
    boolean takesLabelsBack() {
        return takesLabelsBack;
    }

    List<Feature> features() {
        return features;
    }

    FeatureVector vector(Facts facts) {
        ByteBuffer values = ByteBuffer.allocate(features.size() * Long.BYTES);
        for (Feature feature : features) {
            values.putLong(feature.bitsIn(facts));
        }
        return FeatureVector.newBuilder()
                .setFeatureSet(id)
                .setValues(ByteString.copyFrom(values.array()))
                .build();
    }

    private static Layout layoutOf(KeyKind kind, List<Feature> features) {
        TreeSet<Window> sums = new TreeSet<>();
        TreeSet<Window> risks = new TreeSet<>();
        boolean squares = false;
        for (Feature feature : features) {
            if (feature.key().filter(kind::equals).isEmpty()) {
                continue;
            }
            switch (feature.needs()) {
                case NOTHING -> {}
                case SUMS -> sums.add(feature.window().orElseThrow());
                case SQUARES -> {
                    sums.add(feature.window().orElseThrow());
                    squares = true;
                }
                case RISK -> risks.add(feature.window().orElseThrow());
            }
        }
        return new Layout(new ArrayList<>(sums), squares, new ArrayList<>(risks));
    }

    /** Content of {@code docs/features.md}: one row a feature. */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder(FeatureDocs.intro(this));
        for (int i = 0; i < features.size(); i++) {
            text.append(FeatureDocs.row(i, features.get(i)));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return id + Arrays.toString(names().toArray());
    }
}
