package dev.weir.analytics.training;

import dev.weir.contract.log.Micros;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.ModelFile;
import dev.weir.features.model.ModelHeader;
import dev.weir.features.model.TreeModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes a model from events of the log and files of what was fraud: recompute the features, train
 * on what came before a time, test on what came after it, write the model and its report.
 */
public final class TrainMain {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final FeatureSet FEATURES = FeatureSet.payments1();

    private TrainMain() {}

    /** Exit codes: 0 a model was written, 1 none was, and the message says why. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream errors) {
        try {
            TrainOptions options = TrainOptions.parse(arguments);
            out.print(train(options));
            return DONE;
        } catch (TrainFailure failure) {
            errors.println("train: " + failure.getMessage());
            return FAILED;
        } catch (IOException e) {
            errors.println("train: the report cannot be written: " + e.getMessage());
            return FAILED;
        }
    }

    private static String train(TrainOptions options) throws IOException {
        Truth truth = Truth.read(options.truths());
        long testFrom = Micros.of(options.testFrom());
        Map<Boolean, List<Example>> examples =
                EventFile.read(options.events(), FEATURES, truth).stream()
                        .collect(
                                Collectors.partitioningBy(
                                        example -> example.occurredMicros() < testFrom));
        List<Example> training = examples.get(true);
        List<Example> test = examples.get(false);
        if (training.isEmpty() || test.isEmpty()) {
            throw new TrainFailure(
                    "there are %d labelled payments before --test-from and %d from then on; both are needed"
                            .formatted(training.size(), test.size()));
        }
        ModelHeader header =
                new ModelHeader(
                        FEATURES.id(),
                        training.stream().mapToLong(Example::occurredMicros).min().orElseThrow(),
                        training.stream().mapToLong(Example::occurredMicros).max().orElseThrow()
                                + 1,
                        options.seed(),
                        FEATURES.names());
        TreeModel model = Trainer.fit(training, header, options.trees(), options.depth());
        String hash = new FolderModelStore(options.out()).write(ModelFile.write(model));
        String report = TrainingReport.of(hash, model, training, test);
        writeReport(options.out().resolve(hash + ".properties"), report);
        return report;
    }

    private static void writeReport(Path file, String report) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, report);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
