package dev.weir.domain;

import dev.weir.contract.control.v1.AlertBand;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a draft of a rule or pattern has to look like. Its expressions are the checker's. */
final class RuleDrafts {
    private static final java.util.regex.Pattern CODE =
            java.util.regex.Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final int MILLION = 1_000_000;

    private RuleDrafts() {}

    static void check(ControlCall call, Rule rule) {
        Findings f = call.findings();
        Fields.requiredId(f, "rule_id", rule.getRuleId());
        written(f, rule.getVersion(), rule.getAuthor());
        Fields.text(f, "name", rule.getName(), Limits.TEXT_CHARACTERS_MAX);
        if (rule.getExpression().isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "expression");
        }
        Fields.text(f, "expression", rule.getExpression(), Limits.EXPRESSION_CHARACTERS_MAX);
        asksFor(f, rule.getOutcome(), rule.getWeightMilli());
        reason(f, rule.getReasonCode(), rule.getReasonText());
        call.books(rule.getBooksList());
        band(f, rule.hasBand(), rule.getBand());
        if (f.none()) {
            Optional<String> problem = call.checker().problem(rule);
            problem.ifPresent(
                    text ->
                            f.add(
                                    RefusalCode.RULE_INVALID,
                                    "rule",
                                    rule.getRuleId(),
                                    "problem",
                                    text));
        }
    }

    static void check(ControlCall call, Pattern pattern) {
        Findings f = call.findings();
        Fields.requiredId(f, "pattern_id", pattern.getPatternId());
        written(f, pattern.getVersion(), pattern.getAuthor());
        Fields.text(f, "name", pattern.getName(), Limits.TEXT_CHARACTERS_MAX);
        asksFor(f, pattern.getOutcome(), pattern.getWeightMilli());
        reason(f, pattern.getReasonCode(), pattern.getReasonText());
        call.books(pattern.getBooksList());
        band(f, pattern.hasBand(), pattern.getBand());
        if (pattern.getWithinMillis() < 1
                || pattern.getWithinMillis() > Limits.PATTERN_MILLIS_MAX) {
            Fields.invalid(f, "within_millis", "1 to " + Limits.PATTERN_MILLIS_MAX);
        }
        Fields.text(f, "predicate", pattern.getPredicate(), Limits.EXPRESSION_CHARACTERS_MAX);
        entity(f, "entity", pattern.getEntity());
        shape(f, pattern);
        if (f.none()) {
            Optional<String> problem = call.checker().problem(pattern);
            problem.ifPresent(
                    text ->
                            f.add(
                                    RefusalCode.PATTERN_INVALID,
                                    "pattern",
                                    pattern.getPatternId(),
                                    "problem",
                                    text));
        }
    }

    /** A stable code of a reason: capitals, digits and _. */
    static void reason(Findings f, String code, String text) {
        if (code.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "reason_code");
        } else if (!CODE.matcher(code).matches()) {
            Fields.invalid(f, "reason_code", "1 to 64 capitals, digits and _, a capital first");
        }
        Fields.text(f, "reason_text", text, Limits.TEXT_CHARACTERS_MAX);
    }

    static void points(Findings f, int weightMilli) {
        if (weightMilli < 0 || weightMilli > Limits.SCORE_MILLI_MAX) {
            Fields.invalid(f, "weight_milli", "0 to " + Limits.SCORE_MILLI_MAX);
        }
    }

    /** A kind of which payments carry an id. */
    static void entity(Findings f, String field, EntityKind kind) {
        switch (kind) {
            case ENTITY_KIND_UNSPECIFIED -> f.add(RefusalCode.FIELD_MISSING, "field", field);
            case COUNTRY, UNRECOGNIZED ->
                    Fields.invalid(f, field, "a kind of entity that has a history");
            case ACCOUNT, CARD, DEVICE, TERMINAL, MERCHANT, COUNTERPARTY, IP_PREFIX -> {}
        }
    }

    private static void written(Findings f, int version, String author) {
        if (version != 0) {
            Fields.invalid(f, "version", "the service counts versions; leave it out");
        }
        if (!author.isEmpty()) {
            Fields.invalid(f, "author", "it is the token's subject; leave it out");
        }
    }

    private static void asksFor(Findings f, Outcome outcome, int weightMilli) {
        switch (outcome) {
            case APPROVED, DECLINED, REFERRED -> {}
            case OUTCOME_UNSPECIFIED -> f.add(RefusalCode.FIELD_MISSING, "field", "outcome");
            case CHALLENGED, UNRECOGNIZED ->
                    Fields.invalid(f, "outcome", "APPROVED, DECLINED or REFERRED");
        }
        points(f, weightMilli);
    }

    private static void band(Findings f, boolean given, AlertBand band) {
        if (!given) {
            return;
        }
        share(f, "band.min_ppm", band.getMinPpm());
        share(f, "band.max_ppm", band.getMaxPpm());
        if (band.getMaxPpm() > 0 && band.getMinPpm() > band.getMaxPpm()) {
            Fields.invalid(f, "band.min_ppm", "above band.max_ppm");
        }
        if (band.getOverPayments() < Limits.BAND_PAYMENTS_MIN
                || band.getOverPayments() > Limits.BAND_PAYMENTS_MAX) {
            Fields.invalid(
                    f,
                    "band.over_payments",
                    Limits.BAND_PAYMENTS_MIN + " to " + Limits.BAND_PAYMENTS_MAX);
        }
    }

    private static void share(Findings f, String field, int ppm) {
        if (ppm < 0 || ppm > MILLION) {
            Fields.invalid(f, field, "0 to " + MILLION);
        }
    }

    private static void shape(Findings f, Pattern pattern) {
        if (pattern.getKind() == PatternKind.PATTERN_KIND_UNSPECIFIED) {
            f.add(RefusalCode.FIELD_MISSING, "field", "kind");
            return;
        }
        switch (pattern.getKind()) {
            case SEQUENCE -> sequence(f, pattern.getStepsList());
            case CYCLE -> {
                noSteps(f, pattern);
                if (pattern.getEntity() != EntityKind.ACCOUNT) {
                    Fields.invalid(f, "entity", "ACCOUNT: money goes round between accounts");
                }
                if (pattern.getAtLeast() < 2 || pattern.getAtLeast() > Limits.CYCLE_ACCOUNTS_MAX) {
                    Fields.invalid(f, "at_least", "2 to " + Limits.CYCLE_ACCOUNTS_MAX);
                }
            }
            case SHARED_ENTITY -> {
                noSteps(f, pattern);
                if (pattern.getEntity() == EntityKind.ACCOUNT) {
                    Fields.invalid(f, "entity", "what accounts share: DEVICE, CARD, ...");
                }
                if (pattern.getAtLeast() < 2
                        || pattern.getAtLeast() > Limits.SHARING_ACCOUNTS_MAX) {
                    Fields.invalid(f, "at_least", "2 to " + Limits.SHARING_ACCOUNTS_MAX);
                }
            }
            case PATTERN_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    Fields.invalid(f, "kind", "SEQUENCE, CYCLE or SHARED_ENTITY");
        }
    }

    private static void noSteps(Findings f, Pattern pattern) {
        if (pattern.getStepsCount() > 0) {
            Fields.invalid(f, "steps", "only a SEQUENCE has steps");
        }
    }

    private static void sequence(Findings f, List<PatternStep> steps) {
        if (steps.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "steps");
        }
        if (steps.size() > Limits.PATTERN_STEPS_MAX) {
            Fields.invalid(f, "steps", "more than " + Limits.PATTERN_STEPS_MAX);
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            PatternStep step = steps.get(i);
            String at = "steps[" + i + "].";
            if (step.getName().isEmpty()) {
                f.add(RefusalCode.FIELD_MISSING, "field", at + "name");
            } else if (!names.add(step.getName())) {
                Fields.invalid(f, at + "name", "a step before has it too");
            }
            Fields.text(f, at + "name", step.getName(), Limits.TEXT_CHARACTERS_MAX);
            Fields.text(f, at + "predicate", step.getPredicate(), Limits.EXPRESSION_CHARACTERS_MAX);
            if (step.getAtLeast() < 0 || step.getAtLeast() > Limits.STEP_EVENTS_MAX) {
                Fields.invalid(f, at + "at_least", "0 to " + Limits.STEP_EVENTS_MAX);
            }
        }
    }
}
