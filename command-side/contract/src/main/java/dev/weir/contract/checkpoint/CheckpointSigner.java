package dev.weir.contract.checkpoint;

import com.google.protobuf.ByteString;
import dev.weir.contract.store.v1.Checkpoint;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Signs checkpoints with one Ed25519 key. Safe for all threads. */
public final class CheckpointSigner {
    private final PrivateKey key;
    private final String keyId;

    private CheckpointSigner(PrivateKey key, String keyId) {
        this.key = key;
        this.keyId = keyId;
    }

    public static CheckpointSigner of(PrivateKey key, PublicKey publicKey) {
        return new CheckpointSigner(key, CheckpointKeys.idOf(publicKey));
    }

    /**
     * A signer from the text of its key file: a block PRIVATE KEY (PKCS 8) and a block PUBLIC KEY
     * (X.509), both PEM.
     *
     * @throws IllegalArgumentException if the text holds something else
     */
    public static CheckpointSigner fromPem(String text) {
        List<byte[]> privateKeys = Pem.blocks(text, "PRIVATE KEY");
        List<byte[]> publicKeys = Pem.blocks(text, "PUBLIC KEY");
        if (privateKeys.size() != 1 || publicKeys.size() != 1) {
            throw new IllegalArgumentException(
                    "a signing key file holds one PRIVATE KEY and one PUBLIC KEY");
        }
        try {
            return of(
                    KeyFactory.getInstance(CheckpointKeys.ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(privateKeys.getFirst())),
                    CheckpointKeys.publicKey(publicKeys.getFirst()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the signing key is no Ed25519 key", e);
        }
    }

    /** Which key signs. */
    public String keyId() {
        return keyId;
    }

    /** The checkpoint with key id and signature. */
    public Checkpoint sign(Checkpoint unsigned) {
        Checkpoint named = unsigned.toBuilder().setKeyId(keyId).build();
        try {
            Signature signature = Signature.getInstance(CheckpointKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(CheckpointBytes.toSign(named));
            return named.toBuilder().setSignature(ByteString.copyFrom(signature.sign())).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }
}
