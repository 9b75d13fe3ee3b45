package dev.weir.domain;

import dev.weir.contract.commands.v1.EndSnooze;
import dev.weir.contract.commands.v1.SetFallbackPolicy;
import dev.weir.contract.commands.v1.SetLatePolicy;
import dev.weir.contract.commands.v1.SetScoreThresholds;
import dev.weir.contract.commands.v1.SnoozeEntity;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.EntitySnoozeEnded;
import dev.weir.contract.control.v1.EntitySnoozed;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.LatePolicySet;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.payments.v1.Channel;

/** Thresholds, policies and snoozes. The event's subject is the book, or {@code *} for all. */
final class PolicyRules {
    private static final String ALL = "*";

    private PolicyRules() {}

    static Outcome thresholds(ControlCall call, SetScoreThresholds c) {
        Findings f = call.findings();
        call.book(c.getBook());
        score(f, "refer_from_milli", c.getReferFromMilli(), 1);
        score(f, "decline_from_milli", c.getDeclineFromMilli(), 1);
        score(f, "alert_from_milli", c.getAlertFromMilli(), 0);
        if (c.getDeclineFromMilli() < c.getReferFromMilli()) {
            Fields.invalid(f, "decline_from_milli", "below refer_from_milli");
        }
        if (call.state().thresholds().get(c.getBook()) == null) {
            call.room(call.state().thresholds().size(), Limits.POLICIES_MAX, "thresholds");
        }
        return call.accepted(
                subject(c.getBook()),
                ScoreThresholdsSet.newBuilder()
                        .setBookId(c.getBook())
                        .setReferFromMilli(c.getReferFromMilli())
                        .setDeclineFromMilli(c.getDeclineFromMilli())
                        .setAlertFromMilli(c.getAlertFromMilli())
                        .setSetBy(call.context().subject())
                        .build());
    }

    static Outcome fallback(ControlCall call, SetFallbackPolicy c) {
        Findings f = call.findings();
        call.book(c.getBook());
        channel(f, c.getChannel());
        Fields.notNegative(f, "approve_below_minor", c.getApproveBelowMinor());
        switch (c.getOtherwise()) {
            case APPROVED, DECLINED, REFERRED -> {}
            case OUTCOME_UNSPECIFIED -> f.add(RefusalCode.FIELD_MISSING, "field", "otherwise");
            case CHALLENGED, UNRECOGNIZED ->
                    Fields.invalid(f, "otherwise", "APPROVED, DECLINED or REFERRED");
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        if (call.state().fallbacks().get(ControlTables.policyKey(c.getBook(), c.getChannel()))
                == null) {
            call.room(call.state().fallbacks().size(), Limits.POLICIES_MAX, "fallback policies");
        }
        return call.accepted(
                subject(c.getBook()),
                FallbackPolicySet.newBuilder()
                        .setBookId(c.getBook())
                        .setChannel(c.getChannel())
                        .setApproveBelowMinor(c.getApproveBelowMinor())
                        .setOtherwise(c.getOtherwise())
                        .build());
    }

    static Outcome late(ControlCall call, SetLatePolicy c) {
        Findings f = call.findings();
        call.book(c.getBook());
        channel(f, c.getChannel());
        if (c.getAction() == LateAction.LATE_ACTION_UNSPECIFIED) {
            f.add(RefusalCode.FIELD_MISSING, "field", "action");
        } else if (c.getAction() == LateAction.UNRECOGNIZED) {
            Fields.invalid(f, "action", "LATE_ALERT, LATE_VOID or LATE_REFER");
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        if (call.state().latePolicies().get(ControlTables.policyKey(c.getBook(), c.getChannel()))
                == null) {
            call.room(call.state().latePolicies().size(), Limits.POLICIES_MAX, "late policies");
        }
        return call.accepted(
                subject(c.getBook()),
                LatePolicySet.newBuilder()
                        .setBookId(c.getBook())
                        .setChannel(c.getChannel())
                        .setAction(c.getAction())
                        .setSetBy(call.context().subject())
                        .build());
    }

    static Outcome snooze(ControlCall call, SnoozeEntity c) {
        Findings f = call.findings();
        entity(call, c.getBook(), c.getEntity(), c.getEntityId(), c.getSourceId());
        Fields.text(f, "reason", c.getReason(), Limits.TEXT_CHARACTERS_MAX);
        if (!c.hasUntil()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "until");
        } else if (!Fields.isTimestamp(c.getUntil())) {
            Fields.invalid(f, "until", "not a time between the years 1 and 9999");
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        if (call.state().snoozes().get(key(c)) == null) {
            long now = call.context().nowMicros();
            long lasting =
                    call.state()
                            .snoozes()
                            .values()
                            .filter(snooze -> !ControlTables.isOver(snooze, now))
                            .count();
            call.room((int) lasting, Limits.SNOOZES_MAX, "snoozes");
        }
        return call.accepted(
                c.getEntityId(),
                EntitySnoozed.newBuilder()
                        .setBookId(c.getBook())
                        .setEntity(c.getEntity())
                        .setEntityId(c.getEntityId())
                        .setSourceId(c.getSourceId())
                        .setUntilMicros(Fields.micros(c.getUntil()))
                        .setReason(c.getReason())
                        .setSnoozedBy(call.context().subject())
                        .build());
    }

    static Outcome endSnooze(ControlCall call, EndSnooze c) {
        Findings f = call.findings();
        entity(call, c.getBook(), c.getEntity(), c.getEntityId(), c.getSourceId());
        if (!f.none()) {
            return f.refusal().get();
        }
        String key =
                ControlTables.snoozeKey(
                        c.getBook(), c.getEntity(), c.getEntityId(), c.getSourceId());
        if (call.state().snoozes().get(key) == null) {
            call.add(
                    RefusalCode.SNOOZE_UNKNOWN,
                    "entity",
                    c.getEntity().name(),
                    "id",
                    c.getEntityId());
        }
        return call.accepted(
                c.getEntityId(),
                EntitySnoozeEnded.newBuilder()
                        .setBookId(c.getBook())
                        .setEntity(c.getEntity())
                        .setEntityId(c.getEntityId())
                        .setSourceId(c.getSourceId())
                        .setEndedBy(call.context().subject())
                        .build());
    }

    private static String key(SnoozeEntity c) {
        return ControlTables.snoozeKey(
                c.getBook(), c.getEntity(), c.getEntityId(), c.getSourceId());
    }

    private static void entity(
            ControlCall call, String book, EntityKind entity, String id, String source) {
        Findings f = call.findings();
        Fields.bookId(f, "book", book);
        call.book(book);
        RuleDrafts.entity(f, "entity", entity);
        if (id.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "entity_id");
        }
        if (id.length() > Limits.ID_CHARACTERS_MAX
                || id.chars().anyMatch(character -> character < ' ')) {
            Fields.invalid(f, "entity_id", "1 to 128 characters without line ends");
        }
        Fields.optionalId(f, "source_id", source);
    }

    private static void score(Findings f, String field, int milli, int least) {
        if (milli < least || milli > Limits.SCORE_MILLI_MAX) {
            Fields.invalid(f, field, least + " to " + Limits.SCORE_MILLI_MAX);
        }
    }

    private static void channel(Findings f, Channel channel) {
        if (channel == Channel.UNRECOGNIZED) {
            Fields.invalid(f, "channel", "ATM, POS or ONLINE");
        }
    }

    private static String subject(String book) {
        return book.isEmpty() ? ALL : book;
    }
}
