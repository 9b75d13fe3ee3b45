package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.ActivatePattern;
import dev.weir.contract.commands.v1.ApprovePattern;
import dev.weir.contract.commands.v1.DraftPattern;
import dev.weir.contract.commands.v1.RetirePattern;
import dev.weir.contract.commands.v1.RollBackPattern;
import dev.weir.contract.commands.v1.ShadowPattern;
import dev.weir.contract.commands.v1.StopPattern;
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

/** Patterns of the control book. Only translates. */
@Path("/v1/control")
@Tag(name = "patterns")
public final class PatternResource {
    private final Commands commands;

    @Inject
    public PatternResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/patterns")
    @Takes(CommandKind.DRAFT_PATTERN)
    @Operation(operationId = "draftPattern")
    public CompletionStage<Response> draftPattern(
            @Context ContainerRequestContext request, DraftPattern body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/patterns/{pattern}/shadow")
    @Takes(CommandKind.SHADOW_PATTERN)
    @Operation(operationId = "shadowPattern")
    public CompletionStage<Response> shadowPattern(
            @Context ContainerRequestContext request,
            @PathParam("pattern") String pattern,
            ShadowPattern body) {
        return commands.in(request, body).at("pattern_id", pattern).submit();
    }

    @POST
    @Path("/patterns/{pattern}/approve")
    @Takes(CommandKind.APPROVE_PATTERN)
    @Operation(operationId = "approvePattern")
    public CompletionStage<Response> approvePattern(
            @Context ContainerRequestContext request,
            @PathParam("pattern") String pattern,
            ApprovePattern body) {
        return commands.in(request, body).at("pattern_id", pattern).submit();
    }

    @POST
    @Path("/patterns/{pattern}/activate")
    @Takes(CommandKind.ACTIVATE_PATTERN)
    @Operation(operationId = "activatePattern")
    public CompletionStage<Response> activatePattern(
            @Context ContainerRequestContext request,
            @PathParam("pattern") String pattern,
            ActivatePattern body) {
        return commands.in(request, body).at("pattern_id", pattern).submit();
    }

    @POST
    @Path("/patterns/{pattern}/stop")
    @Takes(CommandKind.STOP_PATTERN)
    @Operation(operationId = "stopPattern")
    public CompletionStage<Response> stopPattern(
            @Context ContainerRequestContext request,
            @PathParam("pattern") String pattern,
            StopPattern body) {
        return commands.in(request, body).at("pattern_id", pattern).submit();
    }

    @POST
    @Path("/patterns/{pattern}/roll-back")
    @Takes(CommandKind.ROLL_BACK_PATTERN)
    @Operation(operationId = "rollBackPattern")
    public CompletionStage<Response> rollBackPattern(
            @Context ContainerRequestContext request,
            @PathParam("pattern") String pattern,
            RollBackPattern body) {
        return commands.in(request, body).at("pattern_id", pattern).submit();
    }

    @POST
    @Path("/patterns/{pattern}/retire")
    @Takes(CommandKind.RETIRE_PATTERN)
    @Operation(operationId = "retirePattern")
    public CompletionStage<Response> retirePattern(
            @Context ContainerRequestContext request,
            @PathParam("pattern") String pattern,
            RetirePattern body) {
        return commands.in(request, body).at("pattern_id", pattern).submit();
    }
}
