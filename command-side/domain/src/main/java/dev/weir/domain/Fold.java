package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.PaymentState;
import java.util.Map;

/** One record while it is folded. */
record Fold(EventRecord record, String givenHash) {
    /** The record's hash; computed only if the caller did not have it. */
    private String hash() {
        return givenHash.isEmpty() ? record.hash() : givenHash;
    }

    /** What a later repeat of the command that wrote this record refers to. */
    CommandReference reference() {
        return CommandReference.newBuilder()
                .setCommandHash(record.commandHash())
                .setSequence(record.sequence())
                .setRecordHash(hash())
                .build();
    }

    /** As {@link #reference}, but of the request of the payment, whichever run answers it. */
    CommandReference answer(PaymentState payment) {
        return reference().toBuilder().setCommandHash(payment.getAnswer().getCommandHash()).build();
    }

    KeyOutcome outcome(Message event) {
        String code = "";
        Map<String, String> parameters = Map.of();
        if (event instanceof CommandRefused refused) {
            code = refused.getCode();
            parameters = refused.getParametersMap();
        }
        return new KeyOutcome(
                record.commandHash(),
                code,
                parameters,
                record.subject(),
                record.sequence(),
                hash(),
                record.recordedMicros());
    }
}
