package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.features.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderModelStoreTest extends ModelStoreContract {
    @TempDir private Path folder;
    private FolderModelStore store;
    private String stored;

    @BeforeEach
    void storeAModel() {
        store = new FolderModelStore(folder.resolve("models"));
        stored = store.write(file(1));
    }

    @Override
    ModelStore store() {
        return store;
    }

    @Override
    String stored() {
        return stored;
    }

    @Test
    void storesTheSameFileOnceAndLeavesNothingElse() throws IOException {
        assertThat(store.write(file(1))).isEqualTo(stored);

        try (var files = Files.list(folder.resolve("models"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactly(ModelStore.pathOf(stored));
        }
    }

    @Test
    void figuresLieInTheReportBesideAModel() throws IOException {
        assertThat(store.figuresMicro(stored)).isEmpty();

        Files.writeString(
                folder.resolve("models").resolve(ModelFigures.pathOf(stored)),
                "seed=1\nfigure.roc_auc=990000\nfigure.caught.mule=1000000\n");

        assertThat(store.figuresMicro(stored))
                .isEqualTo(Map.of("roc_auc", 990_000L, "caught.mule", 1_000_000L));
    }

    @Test
    void aFigureThatIsNoNumberIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("models").resolve(ModelFigures.pathOf(stored)), "figure.x=good\n");

        assertThatThrownBy(() -> store.figuresMicro(stored))
                .hasMessageContaining("MODEL_NUMBER_INVALID")
                .hasMessageContaining("figure.x");
    }

    @Test
    void storesNoFileThatIsNotASoundModel() {
        assertThatThrownBy(() -> store.write(new byte[100]))
                .hasMessageContaining("MODEL_FORMAT_UNKNOWN");

        assertThat(folder.resolve("models")).isDirectoryContaining("glob:**.trees");
        assertThat(folder.resolve("models").toFile().list()).hasSize(1);
    }

    @Test
    void aFileThatWasChangedOnDiskIsFoundOut() throws IOException {
        Path file = folder.resolve("models").resolve(ModelStore.pathOf(stored));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> new Models(store, FeatureSet.payments1()).of(stored))
                .hasMessageContaining("MODEL_HASH_WRONG");
    }

    @Test
    void doesNotReadAFileOverTheLimit() throws IOException {
        String hash = "1".repeat(64);
        Files.write(
                folder.resolve("models").resolve(ModelStore.pathOf(hash)),
                new byte[ModelLimits.FILE_BYTES_MAX + 1]);

        assertThatThrownBy(() -> store.read(hash)).hasMessageContaining("MODEL_TOO_LARGE");
    }

    @Test
    void saysSoWhenItCannotBeRead() throws IOException {
        String hash = "2".repeat(64);
        Files.createDirectory(folder.resolve("models").resolve(ModelStore.pathOf(hash)));

        assertThatThrownBy(() -> store.read(hash)).hasMessageContaining("MODEL_STORE_FAILED");
    }

    @Test
    void asksTheOtherStoreForWhatItDoesNotHave() {
        FolderModelStore other = new FolderModelStore(folder.resolve("other"));
        String elsewhere = other.write(file(2));

        assertThat(store.read(elsewhere)).isEmpty();
        assertThat(store.orElse(other).read(elsewhere)).isPresent();
        assertThat(store.orElse(other).read(stored)).isPresent();
    }

    private static byte[] file(long seed) {
        return ModelFile.write(RandomTrees.model(new SplittableRandom(seed), 10, 5, 4));
    }
}
