package dev.weir.launcher.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.FolderModelStore;
import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromoteCommandTest {
    @TempDir private Path folder;

    private final BundledModelStore bundled = new BundledModelStore();
    private final String hash = bundled.hashFor(FeatureSet.payments2().id()).orElseThrow();

    @Test
    void whatIsRegisteredStandsInTheFile() {
        RegisterModel registration = PromoteCommand.registration(folder, hash);

        assertThat(registration.getModelHash()).isEqualTo(hash);
        assertThat(registration.getPath()).isEqualTo(hash + ".trees");
        assertThat(registration.getFeatureSet()).isEqualTo("payments@2");
        assertThat(registration.getTrainedUntil().getSeconds())
                .isGreaterThan(registration.getTrainedFrom().getSeconds());
        assertThat(registration.getFiguresMicroMap()).containsKey("roc_auc");
    }

    @Test
    void anUnknownModelIsRefused() {
        assertThatThrownBy(() -> PromoteCommand.registration(folder, "ab".repeat(32)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("There is no model abab")
                .hasMessageContaining("weir train makes one");
        assertThatThrownBy(() -> PromoteCommand.registration(folder, "../../etc/passwd"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("MODEL_HASH_INVALID");
    }

    @Test
    void anotherFileUnderItsNameIsRefused() throws IOException {
        Files.write(folder.resolve("ab".repeat(32) + ".trees"), bundled.read(hash).orElseThrow());

        assertThatThrownBy(() -> PromoteCommand.registration(folder, "ab".repeat(32)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("MODEL_HASH_WRONG");
    }

    @Test
    void aModelOfAnotherFeatureSetIsRefused() {
        byte[] file = bundled.read(hash).orElseThrow();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        byte[] older =
                text.replaceFirst("payments@2", "payments@1").getBytes(StandardCharsets.ISO_8859_1);
        String other = new FolderModelStore(folder).write(older);

        assertThatThrownBy(() -> PromoteCommand.registration(folder, other))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("MODEL_FEATURE_SET_WRONG")
                .hasMessageContaining("payments@1");
    }
}
