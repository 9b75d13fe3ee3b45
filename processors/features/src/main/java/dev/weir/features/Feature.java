package dev.weir.features;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The declaration of one feature. What histories keep follows from {@code needs}: nothing else has
 * to be changed to add one.
 *
 * @param name lower case and underscores; unit at its end where it has one
 * @param type how its eight bytes are read
 * @param key the entity it is about; absent: the payment alone
 * @param window how far it looks back; absent: see the meaning
 * @param needs what the entity's history must keep for it
 * @param meaning for people: one sentence
 * @param defaultBits its value where the payment does not name the entity
 * @param bits its value as eight bytes
 */
record Feature(
        String name,
        FeatureType type,
        Optional<KeyKind> key,
        Optional<Window> window,
        Needs needs,
        String meaning,
        long defaultBits,
        ToLongFunction<Facts> bits) {

    /** What a feature needs of the history of its entity. */
    enum Needs {
        NOTHING,
        SUMS,
        SQUARES,
        RISK
    }

    static Feature number(String name, KeyKind key, String meaning, ToLongFunction<Facts> value) {
        return new Feature(
                name,
                FeatureType.LONG,
                Optional.of(key),
                Optional.empty(),
                Needs.NOTHING,
                meaning,
                0,
                value);
    }

    static Feature real(String name, KeyKind key, String meaning, ToDoubleFunction<Facts> value) {
        return new Feature(
                name,
                FeatureType.DOUBLE,
                Optional.of(key),
                Optional.empty(),
                Needs.NOTHING,
                meaning,
                0,
                facts -> bitsOf(value.applyAsDouble(facts)));
    }

    static Feature flag(String name, KeyKind key, String meaning, Predicate<Facts> value) {
        return new Feature(
                name,
                FeatureType.BOOL,
                Optional.of(key),
                Optional.empty(),
                Needs.NOTHING,
                meaning,
                0,
                facts -> value.test(facts) ? 1 : 0);
    }

    /** The same feature of the payment alone: always computed. */
    Feature ofPayment() {
        return new Feature(name, type, Optional.empty(), window, needs, meaning, defaultBits, bits);
    }

    Feature over(Window length, Needs needed) {
        return new Feature(
                name, type, key, Optional.of(length), needed, meaning, defaultBits, bits);
    }

    Feature orElse(long value) {
        long unknown = type == FeatureType.DOUBLE ? bitsOf(value) : value;
        return new Feature(name, type, key, window, needs, meaning, unknown, bits);
    }

    /** The value in a vector: its default where the payment does not name the entity. */
    long bitsIn(Facts facts) {
        boolean unknown = key.isPresent() && facts.id(key.get()).isEmpty();
        return unknown ? defaultBits : bits.applyAsLong(facts);
    }

    /** Bits without the sign of zero: equal numbers are equal bytes. */
    private static long bitsOf(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }
}
