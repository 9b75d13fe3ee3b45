package dev.weir.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys whose signatures are believed: PEM blocks PUBLIC KEY of Ed25519 keys. */
final class PublicKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----");
    private static final int ID_DIGITS = 16;

    private final Map<String, PublicKey> byId = new HashMap<>();

    /** A key's id is the first 16 hex digits of SHA-256 over its DER bytes. */
    static PublicKeys parse(String pem) {
        PublicKeys keys = new PublicKeys();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(block.group(1));
                PublicKey key =
                        KeyFactory.getInstance("Ed25519")
                                .generatePublic(new X509EncodedKeySpec(der));
                keys.byId.put(Hashes.hex(Hashes.sha256(der)).substring(0, ID_DIGITS), key);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new RejectedException("the key file holds something else: " + e.getMessage());
            }
        }
        if (keys.byId.isEmpty()) {
            throw new RejectedException("the key file holds no public key");
        }
        return keys;
    }

    void requireSignature(Checkpoint checkpoint) {
        PublicKey key = byId.get(checkpoint.keyId());
        if (key == null) {
            throw new RejectedException(
                    "the checkpoint is signed with the unknown key " + checkpoint.keyId());
        }
        if (!isSigned(key, checkpoint)) {
            throw new RejectedException("the signature of the checkpoint does not hold");
        }
    }

    private static boolean isSigned(PublicKey key, Checkpoint checkpoint) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(Hashes.signed(checkpoint));
            return signature.verify(checkpoint.signature());
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }
}
