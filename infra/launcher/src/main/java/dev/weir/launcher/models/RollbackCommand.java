package dev.weir.launcher.models;

import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.queries.v1.ModelStanding;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Tokens;
import dev.weir.launcher.platform.PlatformState;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir rollback}: the champion before is the champion again, or there is none. */
@Command(name = "rollback", description = "Bring back the model that was the champion before.")
public final class RollbackCommand implements Callable<Integer> {
    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Option(
            names = "--subject",
            defaultValue = "local",
            paramLabel = "NAME",
            description = "who takes it back (default: local)")
    private String subject;

    public RollbackCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        PlatformState state = PlatformState.running(data.path());
        ControlClient control =
                new ControlClient(state.commandAddress(), Tokens.of(data.path(), clock));
        CommandReply reply = control.rollBack(subject).orFail("roll back the model");
        Optional<ModelStanding> champion =
                control.models(subject, reply.getSequence()).stream()
                        .filter(ModelStanding::getChampion)
                        .findFirst();
        PrintWriter out = spec.commandLine().getOut();
        out.println("taken back: model " + reply.getId());
        out.println(
                champion.map(
                                model ->
                                        "model "
                                                + model.getModel().getModelHash()
                                                + " is the champion from "
                                                + reply.getPosition()
                                                + " on")
                        .orElse("no model scores from " + reply.getPosition() + " on"));
        out.flush();
        return ExitCode.DONE;
    }
}
