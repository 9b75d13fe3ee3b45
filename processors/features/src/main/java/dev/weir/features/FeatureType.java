package dev.weir.features;

/** How the eight bytes of a feature are read. */
public enum FeatureType {
    /** A signed integer. */
    LONG,
    /** The bits of an IEEE 754 double. */
    DOUBLE,
    /** 1 for yes, 0 for no. */
    BOOL
}
