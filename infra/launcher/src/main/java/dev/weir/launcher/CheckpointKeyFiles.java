package dev.weir.launcher;

import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.checkpoint.CheckpointSigner;
import dev.weir.contract.checkpoint.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/**
 * The key that signs checkpoints, made on first use under {@code DATA/keys}: the secret one in
 * {@code checkpoint.pem}, and the public ones of now and of the past in {@code
 * checkpoint-public.pem}. To rotate, move the secret one away: the next start makes another and
 * adds its public key.
 */
public final class CheckpointKeyFiles {
    private final Keys keys;
    private final Path folder;

    public CheckpointKeyFiles(Path data) {
        this.keys = new Keys(data);
        this.folder = data.resolve("keys");
    }

    /** The secret key, for the command service alone. */
    public Path secretFile() {
        return folder.resolve("checkpoint.pem");
    }

    /** All public keys, for whoever verifies. */
    public Path publicFile() {
        return folder.resolve("checkpoint-public.pem");
    }

    /** Makes what is missing. */
    public void ensure() {
        try {
            if (Files.notExists(secretFile())) {
                KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                keys.createSecret(
                        secretFile(),
                        Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded())
                                + Pem.block("PUBLIC KEY", pair.getPublic().getEncoded()));
            }
            String secret = Files.readString(secretFile());
            String keyId = CheckpointSigner.fromPem(secret).keyId();
            boolean published =
                    Files.exists(publicFile())
                            && CheckpointKeys.fromPem(Files.readString(publicFile())).knows(keyId);
            if (!published) {
                Files.writeString(
                        publicFile(),
                        Pem.block("PUBLIC KEY", Pem.blocks(secret, "PUBLIC KEY").getFirst()),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw Failure.failed("The checkpoint keys under " + folder + ": " + e, e);
        }
    }
}
