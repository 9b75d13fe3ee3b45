package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.EndSnooze;
import dev.weir.contract.commands.v1.SetFallbackPolicy;
import dev.weir.contract.commands.v1.SetLatePolicy;
import dev.weir.contract.commands.v1.SetScoreThresholds;
import dev.weir.contract.commands.v1.SnoozeEntity;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Thresholds, policies and snoozes. Only translates. */
@Path("/v1/control")
@Tag(name = "policies")
public final class PolicyResource {
    private final Commands commands;

    @Inject
    public PolicyResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/thresholds")
    @Takes(CommandKind.SET_SCORE_THRESHOLDS)
    @Operation(operationId = "setScoreThresholds")
    public CompletionStage<Response> setScoreThresholds(
            @Context ContainerRequestContext request, SetScoreThresholds body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/fallback-policies")
    @Takes(CommandKind.SET_FALLBACK_POLICY)
    @Operation(operationId = "setFallbackPolicy")
    public CompletionStage<Response> setFallbackPolicy(
            @Context ContainerRequestContext request, SetFallbackPolicy body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/late-policies")
    @Takes(CommandKind.SET_LATE_POLICY)
    @Operation(operationId = "setLatePolicy")
    public CompletionStage<Response> setLatePolicy(
            @Context ContainerRequestContext request, SetLatePolicy body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/snoozes")
    @Takes(CommandKind.SNOOZE_ENTITY)
    @Operation(operationId = "snoozeEntity")
    public CompletionStage<Response> snoozeEntity(
            @Context ContainerRequestContext request, SnoozeEntity body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/snoozes/end")
    @Takes(CommandKind.END_SNOOZE)
    @Operation(operationId = "endSnooze")
    public CompletionStage<Response> endSnooze(
            @Context ContainerRequestContext request, EndSnooze body) {
        return commands.in(request, body).submit();
    }
}
