package dev.weir.contract.checkpoint;

import dev.weir.contract.store.v1.Checkpoint;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The public keys that checkpoints may be signed with, by their ids. */
public final class CheckpointKeys {
    static final String ALGORITHM = "Ed25519";

    /** A key's id is so many bytes of its hash, in hex digits. */
    private static final int ID_BYTES = 8;

    private final Map<String, PublicKey> keys;

    private CheckpointKeys(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    /**
     * The keys of a public key file: PEM blocks PUBLIC KEY (X.509), one for each key that was ever
     * in use.
     *
     * @throws IllegalArgumentException if there is none, or one that is no Ed25519 key
     */
    public static CheckpointKeys fromPem(String text) {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (byte[] block : Pem.blocks(text, "PUBLIC KEY")) {
            PublicKey key = publicKey(block);
            keys.put(idOf(key), key);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no PUBLIC KEY in the file of public keys");
        }
        return new CheckpointKeys(keys);
    }

    /** The first 16 hex digits of SHA-256 over the key's X.509 form (SubjectPublicKeyInfo, DER). */
    public static String idOf(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public Set<String> ids() {
        return keys.keySet();
    }

    public boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /** Whether a known key has signed the checkpoint as it stands. */
    public boolean isSigned(Checkpoint checkpoint) {
        PublicKey key = keys.get(checkpoint.getKeyId());
        if (key == null) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(CheckpointBytes.toSign(checkpoint));
            return signature.verify(checkpoint.getSignature().toByteArray());
        } catch (java.security.SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    static PublicKey publicKey(byte[] x509) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(x509));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a public key is no Ed25519 key", e);
        }
    }
}
