package dev.weir.features.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** Model files in one folder. A file appears whole or not at all. */
public final class FolderModelStore implements ModelStore {
    private final Path folder;

    public FolderModelStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<byte[]> read(String hash) {
        Path file = folder.resolve(ModelStore.pathOf(hash));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ModelLimits.FILE_BYTES_MAX + 1);
            ModelLimits.checkBytes(bytes.length);
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read " + file, e);
        }
    }

    /** Figures of the report beside a model, by name, millionths; none if there is no report. */
    public Map<String, Long> figuresMicro(String hash) {
        Path file = folder.resolve(ModelFigures.pathOf(hash));
        try (InputStream in = Files.newInputStream(file)) {
            return ModelFigures.read(in);
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw failed("read " + file, e);
        }
    }

    /**
     * Stores a file after reading it: what is not a sound model is not stored.
     *
     * @return its hash
     * @throws ModelException if it is not sound, or the folder cannot be written
     */
    public String write(byte[] file) {
        ModelFile.read(file);
        String hash = ModelHash.of(file);
        Path target = folder.resolve(ModelStore.pathOf(hash));
        try {
            Files.createDirectories(folder);
            // not a private temporary file: other users' processes read the store too
            long thread = Thread.currentThread().threadId();
            Path fresh =
                    folder.resolve(
                            hash + "." + ProcessHandle.current().pid() + "-" + thread + ".new");
            try {
                writeToDisk(fresh, file);
                move(fresh, target);
            } finally {
                Files.deleteIfExists(fresh);
            }
            return hash;
        } catch (IOException e) {
            throw failed("write " + target, e);
        }
    }

    private static void writeToDisk(Path fresh, byte[] file) throws IOException {
        try (FileChannel out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static void move(Path fresh, Path target) throws IOException {
        try {
            Files.move(
                    fresh,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static ModelException failed(String what, IOException cause) {
        return new ModelException(
                ModelFault.MODEL_STORE_FAILED, "cannot " + what + ": " + cause.getMessage(), cause);
    }
}
