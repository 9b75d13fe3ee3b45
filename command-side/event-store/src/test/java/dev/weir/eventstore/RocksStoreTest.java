package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {
    private static final LogPosition POSITION = LogPosition.after(41, "a".repeat(64));

    @TempDir private Path folder;

    @Test
    void holdsAfterARestartWhatWasFlushedAndSaysHowFarThatIs() {
        try (RocksStore store = new RocksStore(folder)) {
            store.write(List.of(put("a"), put("b")), POSITION);
            store.flush();
        }
        try (RocksStore store = new RocksStore(folder)) {
            assertThat(store.get("a")).isPresent();
            assertThat(store.position()).contains(POSITION);
        }
    }

    @Test
    void dropsWhatBeginsSoAndNothingElse() {
        try (RocksStore store = new RocksStore(folder)) {
            store.write(
                    List.of(put("b\nk17/x"), put("b\nk17/"), put("b\nk170/x"), put("c\nk17/x")),
                    POSITION);
            store.write(
                    List.of(new OverlayIndex.Change(2, "b\nk17/", null), put("b\nk18/x")),
                    POSITION);

            assertThat(store.get("b\nk17/x")).isEmpty();
            assertThat(store.get("b\nk17/")).isEmpty();
            assertThat(store.get("b\nk170/x")).isPresent();
            assertThat(store.get("c\nk17/x")).isPresent();
            assertThat(store.get("b\nk18/x")).isPresent();
        }
    }

    @Test
    void isEmptyAfterItWasCleared() {
        try (RocksStore store = new RocksStore(folder)) {
            store.write(List.of(put("a")), POSITION);
            store.clear();

            assertThat(store.get("a")).isEmpty();
            assertThat(store.position()).isEmpty();
            store.write(List.of(put("b")), POSITION);
            assertThat(store.get("b")).isPresent();
        }
    }

    @Test
    void isMadeAnewWhenItsFilesAreDamaged() throws IOException {
        try (RocksStore store = new RocksStore(folder)) {
            store.write(List.of(put("a")), POSITION);
            store.flush();
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().contains("MANIFEST")).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (RocksStore store = new RocksStore(folder)) {
            assertThat(store.position()).isEmpty();
            assertThat(store.get("a")).isEmpty();
        }
    }

    private static OverlayIndex.Change put(String key) {
        return new OverlayIndex.Change(1, key, new byte[] {1});
    }
}
