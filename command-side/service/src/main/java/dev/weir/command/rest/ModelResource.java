package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.PromoteModel;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.commands.v1.RollBackModel;
import dev.weir.contract.commands.v1.SetChallenger;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Models. Only translates. */
@Path("/v1/control")
@Tag(name = "models")
public final class ModelResource {
    private final Commands commands;

    @Inject
    public ModelResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/models")
    @Takes(CommandKind.REGISTER_MODEL)
    @Operation(operationId = "registerModel")
    public CompletionStage<Response> registerModel(
            @Context ContainerRequestContext request, RegisterModel body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/models/{model}/approve")
    @Takes(CommandKind.APPROVE_MODEL)
    @Operation(operationId = "approveModel")
    public CompletionStage<Response> approveModel(
            @Context ContainerRequestContext request,
            @PathParam("model") String model,
            ApproveModel body) {
        return commands.in(request, body).at("model_hash", model).submit();
    }

    @POST
    @Path("/models/{model}/promote")
    @Takes(CommandKind.PROMOTE_MODEL)
    @Operation(operationId = "promoteModel")
    public CompletionStage<Response> promoteModel(
            @Context ContainerRequestContext request,
            @PathParam("model") String model,
            PromoteModel body) {
        return commands.in(request, body).at("model_hash", model).submit();
    }

    @POST
    @Path("/model-roll-back")
    @Takes(CommandKind.ROLL_BACK_MODEL)
    @Operation(operationId = "rollBackModel")
    public CompletionStage<Response> rollBackModel(
            @Context ContainerRequestContext request, RollBackModel body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/challenger")
    @Takes(CommandKind.SET_CHALLENGER)
    @Operation(operationId = "setChallenger")
    public CompletionStage<Response> setChallenger(
            @Context ContainerRequestContext request, SetChallenger body) {
        return commands.in(request, body).submit();
    }
}
