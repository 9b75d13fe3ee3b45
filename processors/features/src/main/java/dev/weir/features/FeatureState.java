package dev.weir.features;

/**
 * Keyed bytes of <em>one</em> book, which the engine keeps for {@link BookFeatures}: RocksDB under
 * Flink, a map under Spark and in tests. Point access only: no scan, since a scan walks over what
 * was removed.
 *
 * <p>Arrays handed in or out are never changed afterwards by either side, so an implementation may
 * keep them as they are and may cache them.
 */
public interface FeatureState {

    /** The value under a key, or null where there is none. */
    byte[] get(byte[] key);

    /** Sets the value under a key. */
    void put(byte[] key, byte[] value);

    /** Removes a key; nothing happens where there is none. */
    void remove(byte[] key);
}
