package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;

/** Entities of one kind to the bytes of a snapshot and back. Safe for all threads. */
interface EntityCodec<T> {

    byte[] toBytes(T entity);

    /**
     * @throws InvalidProtocolBufferException if the bytes are no entity of this kind
     */
    T parse(String id, byte[] bytes) throws InvalidProtocolBufferException;

    /** Entities that are protobuf messages. */
    static <M extends Message> EntityCodec<M> ofMessage(Parser<M> parser) {
        return new EntityCodec<>() {
            @Override
            public byte[] toBytes(M entity) {
                return entity.toByteArray();
            }

            @Override
            public M parse(String id, byte[] bytes) throws InvalidProtocolBufferException {
                return parser.parseFrom(bytes);
            }
        };
    }
}
