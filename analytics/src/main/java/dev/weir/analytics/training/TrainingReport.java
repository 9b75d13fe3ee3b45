package dev.weir.analytics.training;

import dev.weir.contract.log.Micros;
import dev.weir.features.model.ModelHeader;
import dev.weir.features.model.TreeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of a model when it is made, as lines of {@code name=value} that lie beside its
 * file. Names that begin with {@code figure.} are figures of the payments that it was not trained
 * on, in millionths.
 */
final class TrainingReport {
    private TrainingReport() {}

    static String of(String hash, TreeModel model, Samples samples, TrainOptions options) {
        List<Example> training = samples.training();
        List<Example> test = samples.test();
        ModelHeader header = model.header();
        List<String> lines = new ArrayList<>();
        lines.add("model_hash=" + hash);
        lines.add("feature_set=" + header.featureSet());
        lines.add("trained_from=" + Micros.format(header.trainedFromMicros()));
        lines.add("trained_until=" + Micros.format(header.trainedUntilMicros()));
        lines.add("seed=" + header.seed());
        lines.add("trees=" + model.trees());
        lines.add("labels=" + (options.truths().isEmpty() ? "log" : "truth"));
        lines.add("label_delay_seconds=" + options.labelDelay().toSeconds());
        lines.add("training_payments=" + training.size());
        lines.add("training_frauds=" + frauds(training));
        lines.add("test_from=" + Micros.format(samples.testFrom()));
        lines.add("test_payments=" + test.size());
        lines.add("test_frauds=" + frauds(test));
        Figures figures = figures(model, test);
        lines.add(micro("roc_auc", figures.rocAuc()));
        lines.add(micro("average_precision", figures.averagePrecision()));
        lines.add(micro("caught_at_500000_ppm", figures.caught()));
        lines.add(micro("good_stopped_at_500000_ppm", figures.stopped()));
        byScenario(test)
                .forEach(
                        (scenario, examples) ->
                                lines.add(
                                        micro(
                                                "caught_at_500000_ppm." + scenario,
                                                caught(model, examples))));
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static Figures figures(TreeModel model, List<Example> test) {
        return Figures.of(
                test.stream()
                        .map(
                                example ->
                                        new Figures.Scored(
                                                ppm(model, example), example.label().fraud()))
                        .toList());
    }

    private static Map<String, List<Example>> byScenario(List<Example> examples) {
        return examples.stream()
                .filter(example -> example.label().fraud())
                .collect(
                        Collectors.groupingBy(
                                example -> example.label().scenario(),
                                TreeMap::new,
                                Collectors.toList()));
    }

    private static double caught(TreeModel model, List<Example> frauds) {
        long caught =
                frauds.stream()
                        .filter(example -> ppm(model, example) >= Figures.THRESHOLD_PPM)
                        .count();
        return (double) caught / frauds.size();
    }

    private static int ppm(TreeModel model, Example example) {
        return TreeModel.ppm(model.margin(example.inputs()));
    }

    private static long frauds(List<Example> examples) {
        return examples.stream().filter(example -> example.label().fraud()).count();
    }

    private static String micro(String name, double share) {
        return "figure." + name + "=" + Math.round(share * 1_000_000);
    }
}
