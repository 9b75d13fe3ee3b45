package dev.weir.command.payments;

import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.lists.ListHit;
import dev.weir.features.rules.AccountState;
import dev.weir.features.rules.LocalRules;
import dev.weir.features.rules.Score;
import dev.weir.features.rules.Thresholds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a payment comes to whose decision is late: first the rules that need the payment and its
 * account only and the lists of the control book, then the policy of its book and channel.
 */
public final class FallbackLadder {
    /** Compiled rules remembered, one set a control position in force; a handful is in use. */
    private static final int COMPILED_MAX = 16;

    private final Policies policies;
    private final Map<List<Rule>, LocalRules> compiled = new ConcurrentHashMap<>();

    /** What the control book says. */
    public interface Policies {
        List<Rule> activeRules(String book);

        /** Lists with an entry of the control book that the payment hits. */
        List<ListHit> lists(String book, PaymentDetails payment);

        Thresholds thresholds(String book);

        Outcome fallback(String book, PaymentDetails payment);

        /** What is done with an approved payment when its late decision says DECLINED. */
        LateAction lateAction(String book, Channel channel);
    }

    public FallbackLadder(Policies policies) {
        this.policies = policies;
    }

    /**
     * Where the ladder ends.
     *
     * @param outcome APPROVED, DECLINED or REFERRED
     */
    public record Step(Outcome outcome, List<Reason> reasons) {}

    public Step decide(String book, PaymentDetails payment, AccountState account) {
        List<ListHit> lists = policies.lists(book, payment);
        Score score =
                rulesOf(book).evaluate(book, payment, account, lists, policies.thresholds(book));
        if (score.outcome() != Outcome.APPROVED || lists.stream().anyMatch(ListHit::allows)) {
            return new Step(score.outcome(), score.reasons());
        }
        Outcome outcome = policies.fallback(book, payment);
        return new Step(
                outcome,
                List.of(
                        Reason.newBuilder()
                                .setCode("FALLBACK_POLICY")
                                .setSource(ReasonSource.POLICY)
                                .setText("the decision was late; the policy of the book applies")
                                .build()));
    }

    /** See {@link Policies#lateAction}. */
    public LateAction late(String book, Channel channel) {
        return policies.lateAction(book, channel);
    }

    private LocalRules rulesOf(String book) {
        List<Rule> active = policies.activeRules(book);
        LocalRules known = compiled.get(active);
        if (known != null) {
            return known;
        }
        if (compiled.size() >= COMPILED_MAX) {
            compiled.clear();
        }
        return compiled.computeIfAbsent(active, LocalRules::compile);
    }
}
