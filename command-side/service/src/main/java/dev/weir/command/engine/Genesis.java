package dev.weir.command.engine;

import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.Model;
import dev.weir.features.model.ModelHeader;
import dev.weir.features.model.ModelStore;
import dev.weir.features.rules.DefaultRules;
import java.util.List;
import java.util.Optional;

/**
 * What a new platform begins with: the first command that its control book sees.
 *
 * @param rules in force at once
 * @param policies what becomes of payments whose decision is late
 * @param model the champion until another is promoted
 */
record Genesis(
        List<Rule> rules, List<FallbackPolicySet> policies, Optional<ModelRegistered> model) {
    /**
     * Floor limit of the first policy, minor units: what card schemes call a small amount, and what
     * a bank would rather lose now and then than refuse at a till.
     */
    static final long APPROVE_BELOW_MINOR = 5_000;

    /** Small amounts pass, all others wait for a person. */
    static Genesis standard() {
        return new Genesis(
                DefaultRules.genesis(),
                List.of(
                        FallbackPolicySet.newBuilder()
                                .setApproveBelowMinor(APPROVE_BELOW_MINOR)
                                .setOtherwise(Outcome.REFERRED)
                                .build()),
                model(FeatureSet.payments2()));
    }

    /** The model that comes with the platform for what {@code decide} computes, if there is one. */
    private static Optional<ModelRegistered> model(FeatureSet features) {
        BundledModelStore store = new BundledModelStore();
        return store.hashFor(features.id()).map(hash -> registered(store, hash, features));
    }

    private static ModelRegistered registered(
            BundledModelStore store, String hash, FeatureSet features) {
        byte[] file =
                store.read(hash)
                        .orElseThrow(
                                () -> new IllegalStateException("there is no file of " + hash));
        ModelHeader header = Model.of(hash, file, features).header();
        return ModelRegistered.newBuilder()
                .setModelHash(hash)
                .setPath(ModelStore.pathOf(hash))
                .setFeatureSet(header.featureSet())
                .setTrainedFromMicros(header.trainedFromMicros())
                .setTrainedUntilMicros(header.trainedUntilMicros())
                .setSeed(header.seed())
                .putAllFiguresMicro(store.figuresMicro(hash))
                .build();
    }
}
