package dev.weir.jobs;

import dev.weir.features.FeatureState;
import org.apache.flink.api.common.state.MapState;

/** Features' bytes of the current key's book in Flink's keyed state. */
final class FlinkFeatureState implements FeatureState {
    private final MapState<byte[], byte[]> blobs;

    FlinkFeatureState(MapState<byte[], byte[]> blobs) {
        this.blobs = blobs;
    }

    @Override
    public byte[] get(byte[] key) {
        try {
            return blobs.get(key);
        } catch (Exception e) {
            throw new IllegalStateException("a feature's state can't be read", e);
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        try {
            blobs.put(key, value);
        } catch (Exception e) {
            throw new IllegalStateException("a feature's state can't be written", e);
        }
    }

    @Override
    public void remove(byte[] key) {
        try {
            blobs.remove(key);
        } catch (Exception e) {
            throw new IllegalStateException("a feature's state can't be removed", e);
        }
    }
}
