package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.ActivatePattern;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.AddListEntries;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.ApprovePattern;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.CreateSubscription;
import dev.weir.contract.commands.v1.DefineList;
import dev.weir.contract.commands.v1.DraftPattern;
import dev.weir.contract.commands.v1.DraftRule;
import dev.weir.contract.commands.v1.EndSnooze;
import dev.weir.contract.commands.v1.PromoteModel;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.commands.v1.RemoveList;
import dev.weir.contract.commands.v1.RemoveListEntries;
import dev.weir.contract.commands.v1.RemoveSubscription;
import dev.weir.contract.commands.v1.RetirePattern;
import dev.weir.contract.commands.v1.RetireRule;
import dev.weir.contract.commands.v1.RollBackModel;
import dev.weir.contract.commands.v1.RollBackPattern;
import dev.weir.contract.commands.v1.RollBackRule;
import dev.weir.contract.commands.v1.SetChallenger;
import dev.weir.contract.commands.v1.SetFallbackPolicy;
import dev.weir.contract.commands.v1.SetLatePolicy;
import dev.weir.contract.commands.v1.SetScoreThresholds;
import dev.weir.contract.commands.v1.ShadowPattern;
import dev.weir.contract.commands.v1.ShadowRule;
import dev.weir.contract.commands.v1.SnoozeEntity;
import dev.weir.contract.commands.v1.StopPattern;
import dev.weir.contract.commands.v1.StopRule;

/** Brings each command of the control book to its rules. */
final class ControlDispatch {
    private ControlDispatch() {}

    static Outcome decide(ControlCall call, Message command) {
        return switch (command) {
            case DraftRule c -> VersionRules.draft(call, c);
            case ShadowRule c -> VersionRules.shadow(call, c);
            case ApproveRule c -> VersionRules.approve(call, c);
            case ActivateRule c -> VersionRules.activate(call, c);
            case StopRule c -> VersionRules.stop(call, c);
            case RollBackRule c -> VersionRules.rollBack(call, c);
            case RetireRule c -> VersionRules.retire(call, c);
            case DraftPattern c -> VersionRules.draft(call, c);
            case ShadowPattern c -> VersionRules.shadow(call, c);
            case ApprovePattern c -> VersionRules.approve(call, c);
            case ActivatePattern c -> VersionRules.activate(call, c);
            case StopPattern c -> VersionRules.stop(call, c);
            case RollBackPattern c -> VersionRules.rollBack(call, c);
            case RetirePattern c -> VersionRules.retire(call, c);
            case DefineList c -> ListRules.define(call, c);
            case RemoveList c -> ListRules.remove(call, c);
            case AddListEntries c -> ListRules.add(call, c);
            case RemoveListEntries c -> ListRules.remove(call, c);
            case RegisterModel c -> ModelRules.register(call, c);
            case ApproveModel c -> ModelRules.approve(call, c);
            case PromoteModel c -> ModelRules.promote(call, c);
            case RollBackModel ignored -> ModelRules.rollBack(call);
            case SetChallenger c -> ModelRules.challenger(call, c);
            case SetScoreThresholds c -> PolicyRules.thresholds(call, c);
            case SetFallbackPolicy c -> PolicyRules.fallback(call, c);
            case SetLatePolicy c -> PolicyRules.late(call, c);
            case SnoozeEntity c -> PolicyRules.snooze(call, c);
            case EndSnooze c -> PolicyRules.endSnooze(call, c);
            case CreateSubscription c -> SubscriptionRules.create(call, c);
            case RemoveSubscription c -> SubscriptionRules.remove(call, c);
            default -> {
                call.add(RefusalCode.BOOK_UNKNOWN, "book", ControlBook.ID);
                yield call.findings().refusal().get();
            }
        };
    }
}
