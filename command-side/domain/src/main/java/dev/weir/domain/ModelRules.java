package dev.weir.domain;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.PromoteModel;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.commands.v1.SetChallenger;
import dev.weir.contract.control.v1.ChallengerSet;
import dev.weir.contract.control.v1.ModelApproved;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.store.v1.ModelState;
import dev.weir.contract.store.v1.ModelsState;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Models: registered by one person, agreed to by another, promoted, and taken back. */
final class ModelRules {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern FEATURE_SET = Pattern.compile("[a-z][a-z0-9_]{0,31}@[0-9]{1,4}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,255}");

    private ModelRules() {}

    /** A first model, in force at once: what would take three commands of two people later on. */
    static List<Message> genesis(ModelRegistered model, String subject) {
        return List.of(
                model.toBuilder().setRegisteredBy(subject).build(),
                ModelApproved.newBuilder()
                        .setModelHash(model.getModelHash())
                        .setApprovedBy(subject)
                        .build(),
                ModelPromoted.newBuilder()
                        .setModelHash(model.getModelHash())
                        .setPath(model.getPath())
                        .setFeatureSet(model.getFeatureSet())
                        .setPromotedBy(subject)
                        .build());
    }

    static Outcome register(ControlCall call, RegisterModel c) {
        Findings f = call.findings();
        hash(f, c.getModelHash());
        if (c.getPath().isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "path");
        } else if (!PATH.matcher(c.getPath()).matches()
                || c.getPath().contains("..")
                || c.getPath().contains("//")) {
            Fields.invalid(f, "path", "a relative path of A-Z a-z 0-9 . _ - and /, without ..");
        }
        if (c.getFeatureSet().isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "feature_set");
        } else if (!FEATURE_SET.matcher(c.getFeatureSet()).matches()) {
            Fields.invalid(f, "feature_set", "id and version, e.g. payments@2");
        } else if (!call.checker().featureSets().contains(c.getFeatureSet())) {
            f.add(
                    RefusalCode.FEATURE_SET_UNKNOWN,
                    "feature_set",
                    c.getFeatureSet(),
                    "known",
                    String.join(", ", call.checker().featureSets()));
        }
        long from = time(f, "trained_from", c.hasTrainedFrom(), c.getTrainedFrom());
        long until = time(f, "trained_until", c.hasTrainedUntil(), c.getTrainedUntil());
        if (until < from) {
            Fields.invalid(f, "trained_until", "before trained_from");
        }
        if (c.getFiguresMicroCount() > Limits.MODEL_FIGURES_MAX) {
            Fields.invalid(f, "figures_micro", "more than " + Limits.MODEL_FIGURES_MAX);
        }
        c.getFiguresMicroMap()
                .keySet()
                .forEach(name -> Fields.requiredId(f, "figures_micro", name));
        if (call.state().models().get(c.getModelHash()) != null) {
            call.add(RefusalCode.MODEL_EXISTS, "model", c.getModelHash());
        }
        call.room(call.state().models().size(), Limits.MODELS_MAX, "models");
        return call.accepted(
                c.getModelHash(),
                ModelRegistered.newBuilder()
                        .setModelHash(c.getModelHash())
                        .setPath(c.getPath())
                        .setFeatureSet(c.getFeatureSet())
                        .setTrainedFromMicros(from)
                        .setTrainedUntilMicros(until)
                        .setSeed(c.getSeed())
                        .putAllFiguresMicro(c.getFiguresMicroMap())
                        .setRegisteredBy(call.context().subject())
                        .build());
    }

    static Outcome approve(ControlCall call, ApproveModel c) {
        known(call, c.getModelHash())
                .ifPresent(
                        model -> {
                            String subject = call.context().subject();
                            if (model.getRegistered().getRegisteredBy().equals(subject)) {
                                call.add(
                                        RefusalCode.OWN_APPROVAL,
                                        "subject",
                                        subject,
                                        "id",
                                        c.getModelHash());
                            }
                            if (!model.getApprovedBy().isEmpty()) {
                                status(call, c.getModelHash(), "approved", "one that is not");
                            }
                        });
        return call.accepted(
                c.getModelHash(),
                ModelApproved.newBuilder()
                        .setModelHash(c.getModelHash())
                        .setApprovedBy(call.context().subject())
                        .build());
    }

    static Outcome promote(ControlCall call, PromoteModel c) {
        RuleDrafts.points(call.findings(), c.getWeightMilli());
        Optional<ModelState> model = known(call, c.getModelHash());
        if (model.isPresent() && model.get().getApprovedBy().isEmpty()) {
            status(call, c.getModelHash(), "not approved", "an approved one");
        } else if (isChampion(call, c.getModelHash())) {
            ModelPromoted champion = call.state().standing().getChampion();
            if (champion.getWeightMilli() == c.getWeightMilli()) {
                status(call, c.getModelHash(), "the champion", "another one");
            }
        }
        ModelRegistered registered =
                model.map(ModelState::getRegistered).orElse(ModelRegistered.getDefaultInstance());
        return call.accepted(
                c.getModelHash(),
                ModelPromoted.newBuilder()
                        .setModelHash(c.getModelHash())
                        .setPath(registered.getPath())
                        .setFeatureSet(registered.getFeatureSet())
                        .setPromotedBy(call.context().subject())
                        .setWeightMilli(c.getWeightMilli())
                        .build());
    }

    static Outcome rollBack(ControlCall call) {
        ModelsState standing = call.state().standing();
        if (!standing.hasChampion()) {
            call.add(RefusalCode.NOTHING_TO_ROLL_BACK, "id", "the models");
        }
        ModelPromoted before =
                standing.getBeforeCount() == 0
                        ? ModelPromoted.getDefaultInstance()
                        : standing.getBefore(standing.getBeforeCount() - 1);
        return call.accepted(
                standing.getChampion().getModelHash(),
                ModelRolledBack.newBuilder()
                        .setModelHash(before.getModelHash())
                        .setPath(before.getPath())
                        .setFeatureSet(before.getFeatureSet())
                        .setRolledBackBy(call.context().subject())
                        .setWeightMilli(before.getWeightMilli())
                        .build());
    }

    static Outcome challenger(ControlCall call, SetChallenger c) {
        String now = call.state().standing().getChallenger();
        ChallengerSet.Builder event = ChallengerSet.newBuilder().setSetBy(call.context().subject());
        if (!c.getModelHash().isEmpty()) {
            known(call, c.getModelHash())
                    .map(ModelState::getRegistered)
                    .ifPresent(
                            model ->
                                    event.setModelHash(model.getModelHash())
                                            .setPath(model.getPath())
                                            .setFeatureSet(model.getFeatureSet()));
            if (c.getModelHash().equals(now)) {
                status(call, c.getModelHash(), "the challenger", "another one");
            }
        } else if (now.isEmpty()) {
            call.add(RefusalCode.MODEL_UNKNOWN, "model", "that challenges");
        }
        return call.accepted(c.getModelHash().isEmpty() ? now : c.getModelHash(), event.build());
    }

    private static boolean isChampion(ControlCall call, String hash) {
        return call.state().standing().hasChampion()
                && call.state().standing().getChampion().getModelHash().equals(hash);
    }

    private static Optional<ModelState> known(ControlCall call, String hash) {
        hash(call.findings(), hash);
        Optional<ModelState> model = Optional.ofNullable(call.state().models().get(hash));
        if (model.isEmpty()) {
            call.add(RefusalCode.MODEL_UNKNOWN, "model", hash);
        }
        return model;
    }

    private static void status(ControlCall call, String hash, String is, String needed) {
        call.add(RefusalCode.MODEL_STATUS, "model", hash, "status", is, "needed", needed);
    }

    private static void hash(Findings f, String hash) {
        if (hash.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "model_hash");
        } else if (!HASH.matcher(hash).matches()) {
            Fields.invalid(f, "model_hash", "64 hex digits in lower case");
        }
    }

    private static long time(Findings f, String field, boolean given, Timestamp value) {
        if (!given) {
            return 0;
        }
        if (!Fields.isTimestamp(value)) {
            Fields.invalid(f, field, "not a time between the years 1 and 9999");
            return 0;
        }
        return Fields.micros(value);
    }
}
