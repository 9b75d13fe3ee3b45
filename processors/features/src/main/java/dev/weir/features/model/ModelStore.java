package dev.weir.features.model;

import java.util.Optional;

/** Where model files lie, each under the hash of its bytes. What a name gives never changes. */
public interface ModelStore {
    /** Ending of a model file's name. */
    String SUFFIX = ".trees";

    /**
     * The bytes under a hash; whoever uses them compares the hash.
     *
     * @return empty if there is no such file
     * @throws ModelException MODEL_HASH_INVALID, MODEL_TOO_LARGE or MODEL_STORE_FAILED
     */
    Optional<byte[]> read(String hash);

    /** This store, and for what it does not have the other one. */
    default ModelStore orElse(ModelStore other) {
        return hash -> {
            Optional<byte[]> file = read(hash);
            return file.isPresent() ? file : other.read(hash);
        };
    }

    /** Where the file of a model lies, relative to the store. */
    static String pathOf(String hash) {
        return ModelHash.checked(hash) + SUFFIX;
    }
}
