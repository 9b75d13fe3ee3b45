package dev.weir.processors.bench;

import dev.weir.features.FeatureState;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/** The state of the current key as {@code decide} keeps it. */
final class MapFeatureState implements FeatureState {
    private final MapState<byte[], byte[]> blobs;

    MapFeatureState(RuntimeContext context) {
        blobs =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "features",
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public byte[] get(byte[] key) {
        try {
            return blobs.get(key);
        } catch (Exception e) {
            throw new IllegalStateException("the state can't be read", e);
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        try {
            blobs.put(key, value);
        } catch (Exception e) {
            throw new IllegalStateException("the state can't be written", e);
        }
    }

    @Override
    public void remove(byte[] key) {
        try {
            blobs.remove(key);
        } catch (Exception e) {
            throw new IllegalStateException("the state can't be removed", e);
        }
    }
}
