package dev.weir.features;

import java.nio.ByteBuffer;

/** The values of one vector by place; {@link FeatureSet#positionOf} gives the place of a name. */
public final class FeatureValues {
    private final FeatureSet set;
    private final ByteBuffer values;

    FeatureValues(FeatureSet set, ByteBuffer values) {
        this.set = set;
        this.values = values;
    }

    /** The eight bytes at a place. */
    public long bits(int position) {
        return values.getLong(position * Long.BYTES);
    }

    /** Long, Double or Boolean by the feature's type. */
    public Object value(int position) {
        long bits = bits(position);
        return switch (set.typeAt(position)) {
            case LONG -> bits;
            case DOUBLE -> Double.longBitsToDouble(bits);
            case BOOL -> bits != 0;
        };
    }

    /**
     * The value of a feature by name, as {@link #value(int)}.
     *
     * @throws IllegalArgumentException if the set has no such feature
     */
    public Object value(String name) {
        int position = set.positionOf(name);
        if (position < 0) {
            throw new IllegalArgumentException("there is no feature " + name + " in " + set.id());
        }
        return value(position);
    }

    /** The value as a number for a model: yes is 1, no is 0. */
    public double asDouble(int position) {
        long bits = bits(position);
        return set.typeAt(position) == FeatureType.DOUBLE ? Double.longBitsToDouble(bits) : bits;
    }
}
