package dev.weir.command.webhooks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.weir.command.json.ProtoJson;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.store.v1.WebhookDelivery;
import java.nio.charset.StandardCharsets;

/** An event as a receiver gets it. Pure: the same record gives the same bytes. */
final class WebhookBody {
    /** Above it the data is left out: a receiver asks the query service. */
    static final int BYTES_MAX = 64 * 1024;

    private WebhookBody() {}

    /** Id of the delivery of an event to a subscription; {@code /} stands in no id. */
    static String id(String subscription, String book, long sequence) {
        return subscription + '/' + book + '/' + sequence;
    }

    /**
     * @param queuedMicros when it is queued
     */
    static WebhookDelivery.Builder delivery(
            String subscription,
            WebhookKind kind,
            EventRecord record,
            Message event,
            long queuedMicros) {
        return WebhookDelivery.newBuilder()
                .setId(id(subscription, record.book(), record.sequence()))
                .setSubscriptionId(subscription)
                .setKind(kind.text())
                .setBook(record.book())
                .setSequence(record.sequence())
                .setRecordedMicros(record.recordedMicros())
                .setBody(body(subscription, kind, record, event))
                .setQueuedMicros(queuedMicros);
    }

    private static ByteString body(
            String subscription, WebhookKind kind, EventRecord record, Message event) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id(subscription, record.book(), record.sequence()));
        json.addProperty("kind", kind.text());
        json.addProperty("subscription", subscription);
        json.addProperty("book", record.book());
        json.addProperty("sequence", Long.toString(record.sequence()));
        json.addProperty("recorded_at", Micros.format(record.recordedMicros()));
        json.addProperty("occurred_at", Micros.format(record.occurredMicros()));
        json.add("data", JsonParser.parseString(ProtoJson.write(withoutVector(event))));
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > BYTES_MAX) {
            json.remove("data");
            json.addProperty("data_left_out", true);
            bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        }
        return ByteString.copyFrom(bytes);
    }

    /** The packed features mean nothing without their declaration, and are the larger part. */
    private static Message withoutVector(Message event) {
        return switch (event) {
            case PaymentApproved e when e.hasDecision() ->
                    e.toBuilder().setDecision(bare(e.getDecision())).build();
            case PaymentDeclined e when e.hasDecision() ->
                    e.toBuilder().setDecision(bare(e.getDecision())).build();
            case PaymentReferred e when e.hasDecision() ->
                    e.toBuilder().setDecision(bare(e.getDecision())).build();
            default -> event;
        };
    }

    private static Decision bare(Decision decision) {
        return decision.toBuilder().clearFeatures().build();
    }
}
