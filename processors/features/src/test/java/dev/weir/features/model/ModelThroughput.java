package dev.weir.features.model;

import com.google.protobuf.ByteString;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureType;
import dev.weir.features.FeatureValues;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Prints payments per CPU-second of one thread for a model of 100 trees of depth 6 over all
 * features of the set: the score, the score with all contributions, and the score with its five
 * reasons.
 */
final class ModelThroughput {
    private static final int ROUNDS = 3;
    private static final int VECTORS = 4_096;
    private static final int SCORES = 60_000;
    private static final int EXPLAINED = 6_000;

    /** What is worked out, so that the compiler cannot leave it out. */
    private static long checksum;

    private ModelThroughput() {}

    public static void main(String[] arguments) throws XGBoostError {
        FeatureSet set = FeatureSet.payments1();
        TreeModel trees =
                NativeModel.train(1, set.size(), 100, 6, Map.of("colsample_bytree", 0.5)).trees();
        byte[] file = ModelFile.write(trees);
        long start = System.nanoTime();
        Model model = Model.of(ModelHash.of(file), file, set);
        long read = System.nanoTime();
        WarmUp.run(model);
        System.out.printf(
                "%d trees, %,d nodes, file %,d bytes; read and checked in %d ms, warmed up in %d ms%n",
                trees.trees(),
                trees.nodes.count(),
                file.length,
                (read - start) / 1_000_000,
                (System.nanoTime() - read) / 1_000_000);
        FeatureValues[] payments = payments(set);
        ModelScorer scorer = model.newScorer();
        for (int round = 0; round < ROUNDS; round++) {
            long walk = rate(SCORES, i -> scorer.score(payments[i]), payments);
            long shap =
                    rate(
                            EXPLAINED,
                            i -> scorer.score(payments[i]) + (long) scorer.contribution(0),
                            payments);
            long reasons =
                    rate(
                            EXPLAINED,
                            i -> scorer.score(payments[i]) + scorer.reasons(1_000_000).size(),
                            payments);
            System.out.printf(
                    "round %d: payments per CPU-second: %,d walk, %,d walk and SHAP, %,d walk, SHAP and reasons (%d)%n",
                    round, walk, shap, reasons, checksum & 1);
        }
    }

    private interface Work {
        long on(int payment);
    }

    private static long rate(int times, Work work, FeatureValues[] payments) {
        long start = cpuNanos();
        for (int i = 0; i < times; i++) {
            checksum += work.on(i % payments.length);
        }
        return times * 1_000_000_000L / Math.max(1, cpuNanos() - start);
    }

    private static FeatureValues[] payments(FeatureSet set) {
        SplittableRandom random = new SplittableRandom(7);
        FeatureValues[] payments = new FeatureValues[VECTORS];
        for (int p = 0; p < VECTORS; p++) {
            ByteBuffer bytes = ByteBuffer.allocate(set.size() * Long.BYTES);
            for (int i = 0; i < set.size(); i++) {
                float value = NativeModel.value(random, i);
                boolean real = set.typeAt(i) == FeatureType.DOUBLE;
                bytes.putLong(real ? Double.doubleToLongBits(value) : (long) value);
            }
            payments[p] =
                    set.read(
                            FeatureVector.newBuilder()
                                    .setFeatureSet(set.id())
                                    .setValues(ByteString.copyFrom(bytes.array()))
                                    .build());
        }
        return payments;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
