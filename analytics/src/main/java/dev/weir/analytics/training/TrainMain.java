package dev.weir.analytics.training;

import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.ModelException;
import dev.weir.features.model.ModelFigures;
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

/**
 * {@code weir train}: makes a model from events and what was fraud: recompute the features, train
 * on what came before a time, test on what came after it, write the model and its report.
 */
public final class TrainMain {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private TrainMain() {}

    /** Exit codes: 0 a model was written, 1 none was, and the message says why. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream errors) {
        try {
            Surroundings surroundings = Surroundings.of(environment);
            TrainOptions options = TrainOptions.parse(arguments, surroundings.models());
            out.print(train(options, surroundings.events(options.events())));
            return DONE;
        } catch (TrainFailure | ModelException failure) {
            errors.println("train: " + failure.getMessage());
            return FAILED;
        } catch (IOException e) {
            errors.println("train: the report cannot be written: " + e.getMessage());
            return FAILED;
        }
    }

    private static String train(TrainOptions options, Events events) throws IOException {
        Samples samples =
                Samples.of(events, options, Truth.read(options.truths(), options.unnamedGood()));
        List<Example> training = samples.training();
        ModelHeader header =
                new ModelHeader(
                        options.features().id(),
                        training.stream().mapToLong(Example::occurredMicros).min().orElseThrow(),
                        training.stream().mapToLong(Example::occurredMicros).max().orElseThrow()
                                + 1,
                        options.seed(),
                        options.features().names());
        TreeModel model = Trainer.fit(training, header, options.trees(), options.depth());
        String hash = new FolderModelStore(options.out()).write(ModelFile.write(model));
        String report = TrainingReport.of(hash, model, samples, options);
        writeReport(options.out().resolve(ModelFigures.pathOf(hash)), report);
        return report;
    }

    private static void writeReport(Path file, String report) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, report);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
