package dev.weir.eventstore;

import java.nio.charset.StandardCharsets;

/** Payloads that are text, for tests of the engine alone. */
final class TextPayloads implements EventPayloads {
    @Override
    public byte[] toBytes(String type, Object payload) {
        return payload.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object fromBytes(String type, byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
