package dev.weir.jobs;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.views.v1.PaymentView;
import java.nio.ByteBuffer;

/**
 * What the fold keeps of a payment.
 *
 * @param view as it stands
 * @param arrivedMicros owner's clock when the command arrived, microseconds since 1970; 0: not
 *     known
 */
record PaymentState(PaymentView view, long arrivedMicros) {

    /** Eight bytes of arrivedMicros, then the view. */
    byte[] toBytes() {
        byte[] bytes = new byte[Long.BYTES + view.getSerializedSize()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).putLong(arrivedMicros);
        buffer.put(view.toByteString().asReadOnlyByteBuffer());
        return bytes;
    }

    static PaymentState fromBytes(byte[] bytes) throws InvalidProtocolBufferException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long arrivedMicros = buffer.getLong();
        return new PaymentState(
                PaymentView.parseFrom(
                        ByteString.copyFrom(bytes, Long.BYTES, bytes.length - Long.BYTES)),
                arrivedMicros);
    }
}
