package dev.weir.jobs;

import dev.weir.features.model.ModelHash;
import dev.weir.features.model.ModelStore;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a model with one tree of one split, as docs/models.md describes it. */
final class TinyModel {
    private TinyModel() {}

    /** Below the threshold one leaf, from it on the other. */
    static byte[] file(String featureSet, String input, float threshold, float low, float high)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x5745495254524545L);
        out.writeInt(1);
        text(out, "binary:logistic");
        text(out, featureSet);
        out.writeLong(1_000);
        out.writeLong(2_000);
        out.writeLong(7);
        out.writeInt(1);
        text(out, input);
        out.writeFloat(0.3f);
        out.writeInt(1);
        out.writeInt(3);
        node(out, 0, threshold, 1, 100);
        node(out, -1, low, 0, 60);
        node(out, -1, high, 0, 40);
        return bytes.toByteArray();
    }

    private static void node(DataOutputStream out, int input, float value, int left, float cover)
            throws IOException {
        out.writeShort(input);
        out.writeByte(1);
        out.writeFloat(value);
        out.writeInt(left);
        out.writeFloat(cover);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /** Puts a file into a model store's folder under the hash of another, or its own. */
    static String store(Path folder, byte[] file, byte[] hashOf) throws IOException {
        String hash = ModelHash.of(hashOf);
        Files.write(Files.createDirectories(folder).resolve(ModelStore.pathOf(hash)), file);
        return hash;
    }

    static String store(Path folder, byte[] file) throws IOException {
        return store(folder, file, file);
    }
}
