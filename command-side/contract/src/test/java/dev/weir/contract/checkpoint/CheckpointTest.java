package dev.weir.contract.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.weir.contract.store.v1.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final Checkpoint UNSIGNED =
            Checkpoint.newBuilder()
                    .setBook("main")
                    .setTreeSize(7)
                    .setRoot(hash(1))
                    .setLastSequence(6)
                    .setChainHash(hash(2))
                    .setRecordedMicros(11)
                    .setSignedMicros(12)
                    .setOwnerEpoch(3)
                    .setPreviousTreeSize(4)
                    .setPreviousRoot(hash(4))
                    .build();

    private final KeyPair pair = keyPair();
    private final CheckpointSigner signer =
            CheckpointSigner.of(pair.getPrivate(), pair.getPublic());
    private final CheckpointKeys keys = CheckpointKeys.fromPem(publicPem(pair));

    /** The bytes are written out by hand, as docs/verify.md describes them. */
    @Test
    void theSignedBytesAreTextsBehindTheirLengths() {
        byte[] bytes = CheckpointBytes.toSign(UNSIGNED.toBuilder().setKeyId("k").build());

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        text("weir-checkpoint-v1")
                                + text("main")
                                + text("7")
                                + text("01".repeat(32))
                                + text("6")
                                + text("02".repeat(32))
                                + text("11")
                                + text("12")
                                + text("3")
                                + text("4")
                                + text("04".repeat(32))
                                + text("k"));
    }

    @Test
    void aSignatureHoldsForTheCheckpointThatWasSigned() {
        Checkpoint signed = signer.sign(UNSIGNED);

        assertThat(keys.isSigned(signed)).isTrue();
        assertThat(signed.getKeyId()).isEqualTo(signer.keyId()).hasSize(16);
        assertThat(keys.ids()).containsExactly(signer.keyId());
    }

    @Test
    void aSignatureHoldsForNoOtherCheckpoint() {
        Checkpoint signed = signer.sign(UNSIGNED);

        for (FieldDescriptor field : Checkpoint.getDescriptor().getFields()) {
            Checkpoint altered =
                    signed.toBuilder().setField(field, other(signed.getField(field))).build();
            assertThat(keys.isSigned(altered)).as(field.getName()).isFalse();
        }
    }

    @Test
    void aSignatureOfAnotherKeyDoesNotHold() {
        KeyPair other = keyPair();
        Checkpoint signed =
                CheckpointSigner.of(other.getPrivate(), other.getPublic()).sign(UNSIGNED);

        assertThat(keys.isSigned(signed)).isFalse();
        assertThat(keys.isSigned(signed.toBuilder().setKeyId(signer.keyId()).build())).isFalse();
    }

    @Test
    void aFileOfPublicKeysHoldsTheKeysOfThePastToo() {
        KeyPair newer = keyPair();
        CheckpointKeys both = CheckpointKeys.fromPem(publicPem(pair) + publicPem(newer));

        assertThat(both.isSigned(signer.sign(UNSIGNED))).isTrue();
        assertThat(both.isSigned(fileOf(newer).sign(UNSIGNED))).isTrue();
    }

    @Test
    void refusesFilesWithoutKeys() {
        assertThatThrownBy(() -> CheckpointKeys.fromPem("nothing"))
                .hasMessageContaining("no PUBLIC KEY");
        assertThatThrownBy(() -> CheckpointSigner.fromPem(publicPem(pair)))
                .hasMessageContaining("one PRIVATE KEY");
    }

    private static CheckpointSigner fileOf(KeyPair pair) {
        return CheckpointSigner.fromPem(
                Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded()) + publicPem(pair));
    }

    private static String publicPem(KeyPair pair) {
        return Pem.block("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static Object other(Object value) {
        return switch (value) {
            case Long number -> number + 1;
            case String text -> text + "x";
            case ByteString bytes ->
                    bytes.substring(0, bytes.size() - 1)
                            .concat(
                                    ByteString.copyFrom(
                                            new byte[] {
                                                (byte) (bytes.byteAt(bytes.size() - 1) ^ 1)
                                            }));
            default -> throw new IllegalArgumentException("unexpected field " + value);
        };
    }

    private static ByteString hash(int filler) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) filler);
        return ByteString.copyFrom(bytes);
    }

    private static String text(String text) {
        return HexFormat.of().toHexDigits(text.length())
                + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
