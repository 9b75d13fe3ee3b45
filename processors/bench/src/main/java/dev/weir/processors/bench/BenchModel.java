package dev.weir.processors.bench;

import com.google.protobuf.ByteString;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureType;
import dev.weir.features.HeapState;
import dev.weir.features.model.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A model of the size that the benchmark states, for a platform that brings none: 100 full trees of
 * depth 6 over all features. It has learned nothing; its thresholds are values that {@link Traffic}
 * has, so that payments take different ways, and its leaves are so small that it declines nobody.
 */
public final class BenchModel {
    private static final int TREES = 100;
    private static final int DEPTH = 6;
    private static final int SAMPLES = 2_000;
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final long STEP_MICROS = 20_000_000L;

    private BenchModel() {}

    /** The file, written as {@link ModelFile} states and read back by it. */
    public static byte[] file(FeatureSet set) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(0x5745495254524545L);
            out.writeInt(1);
            text(out, "binary:logistic");
            text(out, set.id());
            out.writeLong(0);
            out.writeLong(1);
            out.writeLong(1);
            out.writeInt(set.size());
            for (String name : set.names()) {
                text(out, name);
            }
            out.writeFloat(0.01f);
            out.writeInt(TREES);
            SplittableRandom random = new SplittableRandom(6);
            List<FeatureVector> samples = samples(set);
            for (int tree = 0; tree < TREES; tree++) {
                tree(out, random, set, samples);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can always be written", e);
        }
        byte[] file = bytes.toByteArray();
        ModelFile.read(file);
        return file;
    }

    private static void tree(
            DataOutputStream out,
            SplittableRandom random,
            FeatureSet set,
            List<FeatureVector> samples)
            throws IOException {
        int nodes = (1 << (DEPTH + 1)) - 1;
        int splits = (1 << DEPTH) - 1;
        out.writeInt(nodes);
        for (int node = 0; node < nodes; node++) {
            boolean leaf = node >= splits;
            int level = 31 - Integer.numberOfLeadingZeros(node + 1);
            int feature = random.nextInt(set.size());
            out.writeShort(leaf ? -1 : feature);
            out.writeByte(random.nextInt(2));
            out.writeFloat(
                    leaf
                            ? (float) random.nextDouble(-0.02, 0.02)
                            : value(set, samples.get(random.nextInt(SAMPLES)), feature));
            out.writeInt(leaf ? 0 : 2 * node + 1);
            out.writeFloat(1 << (DEPTH - level));
        }
    }

    private static float value(FeatureSet set, FeatureVector vector, int feature) {
        ByteString values = vector.getValues();
        long bits = ByteBuffer.wrap(values.toByteArray()).getLong(feature * Long.BYTES);
        return set.typeAt(feature) == FeatureType.DOUBLE
                ? (float) Double.longBitsToDouble(bits)
                : bits;
    }

    private static List<FeatureVector> samples(FeatureSet set) {
        BookFeatures features = new BookFeatures(set);
        HeapState state = new HeapState();
        Traffic traffic = new Traffic(100, false);
        List<FeatureVector> vectors = new ArrayList<>();
        for (int n = 0; n < SAMPLES; n++) {
            vectors.add(
                    features.onPayment(traffic.payment(n), START_MICROS + n * STEP_MICROS, state));
        }
        return vectors;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
