package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.checkpoint.CheckpointSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointKeyFilesTest {
    @TempDir private Path data;

    private CheckpointKeyFiles files;

    @BeforeEach
    void ensure() {
        files = new CheckpointKeyFiles(data);
        files.ensure();
    }

    @Test
    void theSecretKeyIsSecretAndTheOtherBelongsToIt() throws Exception {
        assertThat(publicKeys().ids()).containsExactly(signer().keyId());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.secretFile())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(files.publicFile())).doesNotContain("PRIVATE");
    }

    @Test
    void keysAreMadeOnce() throws Exception {
        String secret = Files.readString(files.secretFile());
        String open = Files.readString(files.publicFile());

        files.ensure();

        assertThat(Files.readString(files.secretFile())).isEqualTo(secret);
        assertThat(Files.readString(files.publicFile())).isEqualTo(open);
    }

    @Test
    void aKeyThatIsMovedAwayIsReplacedAndStaysKnown() throws Exception {
        String before = signer().keyId();
        Files.delete(files.secretFile());

        files.ensure();

        assertThat(signer().keyId()).isNotEqualTo(before);
        assertThat(publicKeys().ids()).containsExactly(before, signer().keyId());
    }

    private CheckpointSigner signer() throws IOException {
        return CheckpointSigner.fromPem(Files.readString(files.secretFile()));
    }

    private CheckpointKeys publicKeys() throws IOException {
        return CheckpointKeys.fromPem(Files.readString(files.publicFile()));
    }
}
