package dev.weir.domain;

import dev.weir.contract.commands.v1.CreateSubscription;
import dev.weir.contract.commands.v1.RemoveSubscription;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.control.v1.SubscriptionRemoved;
import dev.weir.contract.control.v1.WebhookTopic;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that are told of events. */
final class SubscriptionRules {
    private SubscriptionRules() {}

    static Outcome create(ControlCall call, CreateSubscription c) {
        Findings f = call.findings();
        Fields.requiredId(f, "subscription_id", c.getSubscriptionId());
        url(f, c.getUrl());
        if (c.getTopicsCount() == 0) {
            f.add(RefusalCode.FIELD_MISSING, "field", "topics");
        }
        boolean strange =
                c.getTopicsList().stream()
                        .anyMatch(
                                topic ->
                                        topic == WebhookTopic.WEBHOOK_TOPIC_UNSPECIFIED
                                                || topic == WebhookTopic.UNRECOGNIZED);
        if (strange || c.getTopicsList().stream().distinct().count() < c.getTopicsCount()) {
            Fields.invalid(f, "topics", "ALERTS, DECISIONS and CASES, each once");
        }
        call.books(c.getBooksList());
        if (c.getAttemptsMax() < 0 || c.getAttemptsMax() > Limits.SUBSCRIPTION_ATTEMPTS_MAX) {
            Fields.invalid(f, "attempts_max", "1 to " + Limits.SUBSCRIPTION_ATTEMPTS_MAX);
        }
        if (call.state().subscriptions().get(c.getSubscriptionId()) != null) {
            call.add(RefusalCode.SUBSCRIPTION_EXISTS, "subscription", c.getSubscriptionId());
        }
        call.room(call.state().subscriptions().size(), Limits.SUBSCRIPTIONS_MAX, "subscriptions");
        if (!f.none()) {
            return f.refusal().get();
        }
        return call.accepted(
                c.getSubscriptionId(),
                SubscriptionCreated.newBuilder()
                        .setSubscriptionId(c.getSubscriptionId())
                        .setUrl(c.getUrl())
                        .addAllTopics(c.getTopicsList())
                        .addAllBooks(c.getBooksList())
                        .setAttemptsMax(
                                c.getAttemptsMax() == 0
                                        ? Limits.SUBSCRIPTION_ATTEMPTS
                                        : c.getAttemptsMax())
                        .setCreatedBy(call.context().subject())
                        .build());
    }

    static Outcome remove(ControlCall call, RemoveSubscription c) {
        Fields.requiredId(call.findings(), "subscription_id", c.getSubscriptionId());
        SubscriptionCreated known = call.state().subscriptions().get(c.getSubscriptionId());
        if (known == null || known.getUrl().isEmpty()) {
            call.add(RefusalCode.SUBSCRIPTION_UNKNOWN, "subscription", c.getSubscriptionId());
        }
        return call.accepted(
                c.getSubscriptionId(),
                SubscriptionRemoved.newBuilder()
                        .setSubscriptionId(c.getSubscriptionId())
                        .setRemovedBy(call.context().subject())
                        .build());
    }

    private static void url(Findings f, String text) {
        if (text.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "url");
            return;
        }
        Fields.text(f, "url", text, Limits.URL_CHARACTERS_MAX);
        try {
            URI url = new URI(text);
            boolean web =
                    "http".equalsIgnoreCase(url.getScheme())
                            || "https".equalsIgnoreCase(url.getScheme());
            if (!web || url.getHost() == null || url.getUserInfo() != null) {
                Fields.invalid(f, "url", "http or https with a host and without user and password");
            }
        } catch (URISyntaxException e) {
            Fields.invalid(f, "url", "no address: " + e.getReason());
        }
    }
}
