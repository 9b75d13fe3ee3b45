package dev.weir.features.model;

import dev.weir.features.FeatureSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The models that may have to score the next payment: the champion, the one before it and the
 * challenger. A model takes over only after its file was verified and the model warmed up; until
 * then, and if that fails, everything stays as it was. The champion before stays loaded, so that
 * rolling back is immediate and a payment that was stamped before a promotion finds its model.
 *
 * <p>Which model a payment gets is the control position stamped on it, so a decision asks by hash:
 * {@link #of}. The roles say what is kept loaded; besides them the newest {@link #OTHERS_MAX} that
 * were asked for are kept.
 *
 * <p>Safe for many threads. Loading takes a tenth of a second to a second and holds up other calls
 * that change something or load, but none that finds its model.
 */
public final class Models {
    /** Models without a role that stay loaded: payments still to come of promotions in a row. */
    static final int OTHERS_MAX = 2;

    private final ModelStore store;
    private final FeatureSet features;
    private final Map<String, Model> others = new LinkedHashMap<>();

    /** One reference, so that a reader sees one set of roles or the next and nothing between. */
    private record Roles(
            Optional<Model> champion, Optional<Model> previous, Optional<Model> challenger) {}

    private volatile Roles roles = new Roles(Optional.empty(), Optional.empty(), Optional.empty());

    public Models(ModelStore store, FeatureSet features) {
        this.store = store;
        this.features = features;
    }

    /** The model whose points count now. */
    public Optional<Model> champion() {
        return roles.champion();
    }

    /** The champion before. */
    public Optional<Model> previous() {
        return roles.previous();
    }

    /** The model that scores beside the champion and counts for nothing. */
    public Optional<Model> challenger() {
        return roles.challenger();
    }

    /**
     * A model by its hash, whatever its role; loads it if it is not here.
     *
     * @throws ModelException if it cannot be used
     */
    public Model of(String hash) {
        Optional<Model> found = inRole(hash);
        return found.isPresent() ? found.get() : withoutRole(hash);
    }

    /**
     * Makes a model the champion; the champion until now becomes the previous one. The champion
     * again changes nothing.
     *
     * @throws ModelException if it cannot be used; nothing has changed then
     */
    public synchronized Model promote(String hash) {
        Model model = of(hash);
        Roles now = roles;
        boolean again = now.champion().map(Model::hash).equals(Optional.of(hash));
        if (!again) {
            roles = new Roles(Optional.of(model), now.champion(), now.challenger());
            others.remove(hash);
        }
        return model;
    }

    /**
     * Makes an earlier model the champion again; the champion until now becomes the previous one.
     *
     * @param hash empty: no model scores from now on
     * @throws ModelException if it cannot be used; nothing has changed then
     */
    public synchronized Optional<Model> rollBack(String hash) {
        if (!hash.isEmpty()) {
            return Optional.of(promote(hash));
        }
        if (roles.champion().isPresent()) {
            roles = new Roles(Optional.empty(), roles.champion(), roles.challenger());
        }
        return Optional.empty();
    }

    /**
     * Makes a model the challenger.
     *
     * @param hash empty: there is none any more
     * @throws ModelException if it cannot be used; nothing has changed then
     */
    public synchronized Optional<Model> challenge(String hash) {
        Optional<Model> model = hash.isEmpty() ? Optional.empty() : Optional.of(of(hash));
        roles = new Roles(roles.champion(), roles.previous(), model);
        others.remove(hash);
        return model;
    }

    private Optional<Model> inRole(String hash) {
        Roles now = roles;
        return now.champion()
                .filter(model -> model.hash().equals(hash))
                .or(() -> now.previous().filter(model -> model.hash().equals(hash)))
                .or(() -> now.challenger().filter(model -> model.hash().equals(hash)));
    }

    private synchronized Model withoutRole(String hash) {
        Optional<Model> now = inRole(hash);
        if (now.isPresent()) {
            return now.get();
        }
        Model known = others.remove(hash);
        Model model = known == null ? load(hash) : known;
        others.put(hash, model);
        if (others.size() > OTHERS_MAX) {
            others.remove(others.keySet().iterator().next());
        }
        return model;
    }

    private Model load(String hash) {
        byte[] file =
                store.read(hash)
                        .orElseThrow(
                                () ->
                                        new ModelException(
                                                ModelFault.MODEL_UNKNOWN,
                                                "the store has no model "
                                                        + hash
                                                        + "; register its file first"));
        Model model = Model.of(hash, file, features);
        WarmUp.run(model);
        return model;
    }
}
