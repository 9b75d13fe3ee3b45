package dev.weir.launcher.models;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.queries.v1.ModelStanding;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.Model;
import dev.weir.features.model.ModelException;
import dev.weir.features.model.ModelHeader;
import dev.weir.features.model.ModelStore;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Tokens;
import dev.weir.launcher.platform.DataFolder;
import dev.weir.launcher.platform.PlatformState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code weir promote HASH}: checks the file as {@code decide} will, then registers, approves and
 * promotes it by the control book's commands. What was done before is not done again.
 */
@Command(
        name = "promote",
        description = {
            "Make a model of the store the champion: check its file, register it, have a second person approve it,"
                    + " promote it.",
            "Without --approve-as it stops where the approval is missing."
        })
public final class PromoteCommand implements Callable<Integer> {
    private static final int WEIGHT_MILLI_MAX = 1_000_000;

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(index = "0", paramLabel = "HASH", description = "the model, as weir train names it")
    private String hash;

    @Option(
            names = "--subject",
            defaultValue = "local",
            paramLabel = "NAME",
            description = "who registers it (default: local)")
    private String subject;

    @Option(
            names = "--approve-as",
            paramLabel = "NAME",
            description = "who approves and promotes it: somebody else")
    private String approver;

    @Option(
            names = "--weight-milli",
            defaultValue = "" + WEIGHT_MILLI_MAX,
            paramLabel = "N",
            description =
                    "points that a probability of 1 adds to the score, thousandths (default: 1000000)")
    private int weightMilli;

    public PromoteCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        PlatformState state = PlatformState.running(data.path());
        RegisterModel registration = registration(DataFolder.models(data.path()), hash);
        ControlClient control =
                new ControlClient(state.commandAddress(), Tokens.of(data.path(), clock));
        PrintWriter out = spec.commandLine().getOut();
        Optional<ModelStanding> before = find(control);
        if (before.isEmpty()) {
            control.register(subject, registration).orFail("register the model");
            out.println("registered by " + subject);
        }
        if (before.map(ModelStanding::getApprovedBy).orElse("").isEmpty()) {
            approve(control, out);
        }
        String promoter = approver == null ? subject : approver;
        CommandReply reply =
                control.promote(promoter, hash, weightMilli).orFail("promote the model");
        out.println("promoted by " + promoter);
        out.println("model " + hash + " is the champion from " + reply.getPosition() + " on");
        out.flush();
        return ExitCode.DONE;
    }

    private Optional<ModelStanding> find(ControlClient control) throws InterruptedException {
        return control.models(subject, 0).stream()
                .filter(model -> model.getModel().getModelHash().equals(hash))
                .findFirst();
    }

    private void approve(ControlClient control, PrintWriter out) {
        if (approver == null) {
            out.flush();
            throw Failure.failed(
                    "The model is registered and not approved: another person has to agree to it."
                            + " On one machine: weir promote "
                            + hash
                            + " --approve-as NAME.");
        }
        control.approve(approver, hash).orFail("approve the model as " + approver);
        out.println("approved by " + approver);
    }

    /**
     * What is registered of a file.
     *
     * @throws Failure if {@code decide} could not use it
     */
    static RegisterModel registration(Path folder, String hash) {
        FolderModelStore own = new FolderModelStore(folder);
        BundledModelStore bundled = new BundledModelStore();
        try {
            byte[] file =
                    own.orElse(bundled)
                            .read(hash)
                            .orElseThrow(
                                    () ->
                                            Failure.failed(
                                                    "There is no model "
                                                            + hash
                                                            + " in "
                                                            + folder
                                                            + ": weir train makes one."));
            ModelHeader header = Model.of(hash, file, FeatureSet.payments2()).header();
            Map<String, Long> figures = new HashMap<>(bundled.figuresMicro(hash));
            figures.putAll(own.figuresMicro(hash));
            return RegisterModel.newBuilder()
                    .setModelHash(hash)
                    .setPath(ModelStore.pathOf(hash))
                    .setFeatureSet(header.featureSet())
                    .setTrainedFrom(time(header.trainedFromMicros()))
                    .setTrainedUntil(time(header.trainedUntilMicros()))
                    .setSeed(header.seed())
                    .putAllFiguresMicro(figures)
                    .build();
        } catch (ModelException e) {
            throw Failure.failed("The model cannot be used: " + e.getMessage(), e);
        }
    }

    private static Timestamp time(long micros) {
        return Timestamps.fromMicros(micros);
    }
}
