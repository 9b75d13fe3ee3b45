package dev.weir.features.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The name of a model: SHA-256 of its file, hexadecimal in lower case. */
public final class ModelHash {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private ModelHash() {}

    /** The name of a file with these bytes. */
    public static String of(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The same text, if it can name a model: so that a name can never lead out of a folder.
     *
     * @throws ModelException MODEL_HASH_INVALID
     */
    static String checked(String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw new ModelException(
                    ModelFault.MODEL_HASH_INVALID,
                    "a model is named by the 64 hexadecimal digits, in lower case, of its file's SHA-256");
        }
        return hash;
    }
}
