package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.ActivatePattern;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.ApprovePattern;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.DraftPattern;
import dev.weir.contract.commands.v1.DraftRule;
import dev.weir.contract.commands.v1.RetirePattern;
import dev.weir.contract.commands.v1.RetireRule;
import dev.weir.contract.commands.v1.RollBackPattern;
import dev.weir.contract.commands.v1.RollBackRule;
import dev.weir.contract.commands.v1.ShadowPattern;
import dev.weir.contract.commands.v1.ShadowRule;
import dev.weir.contract.commands.v1.StopPattern;
import dev.weir.contract.commands.v1.StopRule;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternApproved;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.control.v1.PatternRetired;
import dev.weir.contract.control.v1.PatternShadowed;
import dev.weir.contract.control.v1.PatternStopped;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleApproved;
import dev.weir.contract.control.v1.RuleDrafted;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.control.v1.RuleShadowed;
import dev.weir.contract.control.v1.RuleStopped;
import java.util.Optional;

/** The life of rules and patterns, which is the same; see {@link Versions}. */
final class VersionRules {
    private VersionRules() {}

    /** A rule or pattern by name, with the code of its absence. */
    private record Subject<T extends Message>(
            ControlCall call, String id, Versions<T> versions, RefusalCode unknown, String name) {

        /** The version that the command names, or a finding. */
        Optional<Versions.Version<T>> version(int number) {
            Optional<Versions.Version<T>> found = versions.version(number);
            if (found.isEmpty()) {
                call.add(unknown, name, id, "version", Integer.toString(number));
            }
            return found;
        }

        void status(int number, String is, String needed) {
            call.add(
                    RefusalCode.VERSION_STATUS,
                    "id",
                    id,
                    "version",
                    Integer.toString(number),
                    "status",
                    is,
                    "needed",
                    needed);
        }

        void shadowed(int number) {
            version(number).ifPresent(version -> idle(number));
        }

        void approved(int number) {
            version(number)
                    .ifPresent(
                            version -> {
                                String subject = call.context().subject();
                                if (version.author().equals(subject)) {
                                    call.add(
                                            RefusalCode.OWN_APPROVAL, "subject", subject, "id", id);
                                }
                                if (!version.approvedBy().isEmpty()) {
                                    status(number, "approved", "one that is not");
                                }
                            });
        }

        void activated(int number) {
            version(number)
                    .ifPresent(
                            version -> {
                                if (versions.live() == number) {
                                    status(number, "live", "one that is not");
                                } else if (version.approvedBy().isEmpty()) {
                                    status(number, "not approved", "an approved one");
                                }
                            });
        }

        void stopped(int number) {
            version(number)
                    .ifPresent(
                            version -> {
                                if (versions.live() != number) {
                                    status(number, "not live", "the live one");
                                }
                            });
        }

        /** The version to come back to, or a finding. */
        Optional<Versions.Version<T>> rolledBack() {
            Optional<Versions.Version<T>> before = versions.version(versions.previous());
            if (versions.last() == 0) {
                version(versions.last());
            } else if (before.isEmpty()) {
                call.add(RefusalCode.NOTHING_TO_ROLL_BACK, "id", id);
            }
            return before;
        }

        void retired(String reason) {
            Fields.text(call.findings(), "reason", reason, Limits.TEXT_CHARACTERS_MAX);
            if (versions.last() == 0) {
                version(versions.last());
            } else if (versions.live() == 0 && versions.shadow() == 0) {
                status(versions.last(), "not in force", "one that is live or in shadow");
            }
        }

        private void idle(int number) {
            if (versions.live() == number) {
                status(number, "live", "one that is not");
            } else if (versions.shadow() == number) {
                status(number, "in shadow", "one that is not");
            }
        }
    }

    private static Subject<Rule> rule(ControlCall call, String id) {
        Fields.requiredId(call.findings(), "rule_id", id);
        return new Subject<>(call, id, call.state().rule(id), RefusalCode.RULE_UNKNOWN, "rule");
    }

    private static Subject<Pattern> pattern(ControlCall call, String id) {
        Fields.requiredId(call.findings(), "pattern_id", id);
        return new Subject<>(
                call, id, call.state().pattern(id), RefusalCode.PATTERN_UNKNOWN, "pattern");
    }

    static Outcome draft(ControlCall call, DraftRule c) {
        Rule rule = c.getRule();
        RuleDrafts.check(call, rule);
        Versions<Rule> before = call.state().rule(rule.getRuleId());
        if (before.last() == 0) {
            call.room(call.state().rules().size(), Limits.RULES_MAX, "rules");
        }
        Rule drafted =
                rule.toBuilder()
                        .setVersion(before.last() + 1)
                        .setAuthor(call.context().subject())
                        .build();
        return call.accepted(rule.getRuleId(), RuleDrafted.newBuilder().setRule(drafted).build());
    }

    static Outcome draft(ControlCall call, DraftPattern c) {
        Pattern pattern = c.getPattern();
        RuleDrafts.check(call, pattern);
        Versions<Pattern> before = call.state().pattern(pattern.getPatternId());
        if (before.last() == 0) {
            call.room(call.state().patterns().size(), Limits.RULES_MAX, "patterns");
        }
        Pattern drafted =
                pattern.toBuilder()
                        .setVersion(before.last() + 1)
                        .setAuthor(call.context().subject())
                        .build();
        return call.accepted(
                pattern.getPatternId(), PatternDrafted.newBuilder().setPattern(drafted).build());
    }

    static Outcome shadow(ControlCall call, ShadowRule c) {
        rule(call, c.getRuleId()).shadowed(c.getVersion());
        return call.accepted(
                c.getRuleId(),
                RuleShadowed.newBuilder()
                        .setRuleId(c.getRuleId())
                        .setVersion(c.getVersion())
                        .build());
    }

    static Outcome shadow(ControlCall call, ShadowPattern c) {
        pattern(call, c.getPatternId()).shadowed(c.getVersion());
        return call.accepted(
                c.getPatternId(),
                PatternShadowed.newBuilder()
                        .setPatternId(c.getPatternId())
                        .setVersion(c.getVersion())
                        .build());
    }

    static Outcome approve(ControlCall call, ApproveRule c) {
        rule(call, c.getRuleId()).approved(c.getVersion());
        return call.accepted(
                c.getRuleId(),
                RuleApproved.newBuilder()
                        .setRuleId(c.getRuleId())
                        .setVersion(c.getVersion())
                        .setApprovedBy(call.context().subject())
                        .build());
    }

    static Outcome approve(ControlCall call, ApprovePattern c) {
        pattern(call, c.getPatternId()).approved(c.getVersion());
        return call.accepted(
                c.getPatternId(),
                PatternApproved.newBuilder()
                        .setPatternId(c.getPatternId())
                        .setVersion(c.getVersion())
                        .setApprovedBy(call.context().subject())
                        .build());
    }

    static Outcome activate(ControlCall call, ActivateRule c) {
        Subject<Rule> subject = rule(call, c.getRuleId());
        subject.activated(c.getVersion());
        return call.accepted(
                c.getRuleId(), ruleInForce(subject.versions().version(c.getVersion()), false));
    }

    static Outcome activate(ControlCall call, ActivatePattern c) {
        Subject<Pattern> subject = pattern(call, c.getPatternId());
        subject.activated(c.getVersion());
        return call.accepted(
                c.getPatternId(),
                patternInForce(subject.versions().version(c.getVersion()), false));
    }

    static Outcome rollBack(ControlCall call, RollBackRule c) {
        Subject<Rule> subject = rule(call, c.getRuleId());
        return call.accepted(c.getRuleId(), ruleInForce(subject.rolledBack(), true));
    }

    static Outcome rollBack(ControlCall call, RollBackPattern c) {
        Subject<Pattern> subject = pattern(call, c.getPatternId());
        return call.accepted(c.getPatternId(), patternInForce(subject.rolledBack(), true));
    }

    static Outcome stop(ControlCall call, StopRule c) {
        counted(call, c.getFlagged(), c.getPayments(), c.getBook());
        rule(call, c.getRuleId()).stopped(c.getVersion());
        return call.accepted(
                c.getRuleId(),
                RuleStopped.newBuilder()
                        .setRuleId(c.getRuleId())
                        .setVersion(c.getVersion())
                        .setFlagged(c.getFlagged())
                        .setPayments(c.getPayments())
                        .setBookId(c.getBook())
                        .build());
    }

    static Outcome stop(ControlCall call, StopPattern c) {
        counted(call, c.getFlagged(), c.getPayments(), c.getBook());
        pattern(call, c.getPatternId()).stopped(c.getVersion());
        return call.accepted(
                c.getPatternId(),
                PatternStopped.newBuilder()
                        .setPatternId(c.getPatternId())
                        .setVersion(c.getVersion())
                        .setFlagged(c.getFlagged())
                        .setPayments(c.getPayments())
                        .setBookId(c.getBook())
                        .build());
    }

    static Outcome retire(ControlCall call, RetireRule c) {
        rule(call, c.getRuleId()).retired(c.getReason());
        return call.accepted(
                c.getRuleId(),
                RuleRetired.newBuilder().setRuleId(c.getRuleId()).setReason(c.getReason()).build());
    }

    static Outcome retire(ControlCall call, RetirePattern c) {
        pattern(call, c.getPatternId()).retired(c.getReason());
        return call.accepted(
                c.getPatternId(),
                PatternRetired.newBuilder()
                        .setPatternId(c.getPatternId())
                        .setReason(c.getReason())
                        .build());
    }

    private static void counted(ControlCall call, long flagged, long payments, String book) {
        if (flagged < 0 || flagged > payments) {
            Fields.invalid(call.findings(), "flagged", "0 to payments");
        }
        call.book(book);
    }

    /** Of an absent version there is a finding, and the event is not used. */
    private static RuleActivated ruleInForce(
            Optional<Versions.Version<Rule>> version, boolean rolledBack) {
        return version.map(
                        it ->
                                RuleActivated.newBuilder()
                                        .setRule(it.content())
                                        .setApprovedBy(it.approvedBy())
                                        .setRolledBack(rolledBack)
                                        .build())
                .orElse(RuleActivated.getDefaultInstance());
    }

    private static PatternActivated patternInForce(
            Optional<Versions.Version<Pattern>> version, boolean rolledBack) {
        return version.map(
                        it ->
                                PatternActivated.newBuilder()
                                        .setPatternId(it.content().getPatternId())
                                        .setVersion(it.number())
                                        .setDefinition(it.content().toByteString())
                                        .setApprovedBy(it.approvedBy())
                                        .setRolledBack(rolledBack)
                                        .build())
                .orElse(PatternActivated.getDefaultInstance());
    }
}
