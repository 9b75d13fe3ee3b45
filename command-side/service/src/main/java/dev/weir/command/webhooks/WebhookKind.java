package dev.weir.command.webhooks;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.CaseReopened;
import dev.weir.contract.cases.v1.CaseResolved;
import dev.weir.contract.control.v1.WebhookTopic;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The events that subscriptions are told of. Names are permanent. */
enum WebhookKind {
    ALERT_RAISED("alert.raised", WebhookTopic.ALERTS, AlertRaised.getDefaultInstance()),
    ALERT_RESOLVED("alert.resolved", WebhookTopic.ALERTS, AlertResolved.getDefaultInstance()),
    ALERT_REOPENED("alert.reopened", WebhookTopic.ALERTS, AlertReopened.getDefaultInstance()),
    PAYMENT_APPROVED(
            "payment.approved", WebhookTopic.DECISIONS, PaymentApproved.getDefaultInstance()),
    PAYMENT_DECLINED(
            "payment.declined", WebhookTopic.DECISIONS, PaymentDeclined.getDefaultInstance()),
    PAYMENT_REFERRED(
            "payment.referred", WebhookTopic.DECISIONS, PaymentReferred.getDefaultInstance()),
    CASE_OPENED("case.opened", WebhookTopic.CASES, CaseOpened.getDefaultInstance()),
    CASE_RESOLVED("case.resolved", WebhookTopic.CASES, CaseResolved.getDefaultInstance()),
    CASE_REOPENED("case.reopened", WebhookTopic.CASES, CaseReopened.getDefaultInstance());

    private static final Map<String, WebhookKind> BY_TYPE =
            Arrays.stream(values())
                    .collect(Collectors.toMap(kind -> kind.eventType, Function.identity()));

    private final String text;
    private final WebhookTopic topic;
    private final String eventType;

    WebhookKind(String text, WebhookTopic topic, Message event) {
        this.text = text;
        this.topic = topic;
        this.eventType = EventTypes.nameOf(event);
    }

    /** The kind of an event by its full protobuf name; empty: nobody is told of such. */
    static Optional<WebhookKind> of(String eventType) {
        return Optional.ofNullable(BY_TYPE.get(eventType));
    }

    /** As receivers read it. */
    String text() {
        return text;
    }

    WebhookTopic topic() {
        return topic;
    }

    /** A payment imported as history was decided elsewhere, long ago: nobody is told of it. */
    static boolean isTold(Message event) {
        return !(event instanceof PaymentApproved approved
                && approved.getBasis() == DecisionBasis.IMPORTED);
    }
}
