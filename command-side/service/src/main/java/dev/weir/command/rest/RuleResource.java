package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.DraftRule;
import dev.weir.contract.commands.v1.RetireRule;
import dev.weir.contract.commands.v1.RollBackRule;
import dev.weir.contract.commands.v1.ShadowRule;
import dev.weir.contract.commands.v1.StopRule;
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

/** Rules of the control book. Only translates. */
@Path("/v1/control")
@Tag(name = "rules")
public final class RuleResource {
    private final Commands commands;

    @Inject
    public RuleResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/rules")
    @Takes(CommandKind.DRAFT_RULE)
    @Operation(operationId = "draftRule")
    public CompletionStage<Response> draftRule(
            @Context ContainerRequestContext request, DraftRule body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/rules/{rule}/shadow")
    @Takes(CommandKind.SHADOW_RULE)
    @Operation(operationId = "shadowRule")
    public CompletionStage<Response> shadowRule(
            @Context ContainerRequestContext request,
            @PathParam("rule") String rule,
            ShadowRule body) {
        return commands.in(request, body).at("rule_id", rule).submit();
    }

    @POST
    @Path("/rules/{rule}/approve")
    @Takes(CommandKind.APPROVE_RULE)
    @Operation(operationId = "approveRule")
    public CompletionStage<Response> approveRule(
            @Context ContainerRequestContext request,
            @PathParam("rule") String rule,
            ApproveRule body) {
        return commands.in(request, body).at("rule_id", rule).submit();
    }

    @POST
    @Path("/rules/{rule}/activate")
    @Takes(CommandKind.ACTIVATE_RULE)
    @Operation(operationId = "activateRule")
    public CompletionStage<Response> activateRule(
            @Context ContainerRequestContext request,
            @PathParam("rule") String rule,
            ActivateRule body) {
        return commands.in(request, body).at("rule_id", rule).submit();
    }

    @POST
    @Path("/rules/{rule}/stop")
    @Takes(CommandKind.STOP_RULE)
    @Operation(operationId = "stopRule")
    public CompletionStage<Response> stopRule(
            @Context ContainerRequestContext request,
            @PathParam("rule") String rule,
            StopRule body) {
        return commands.in(request, body).at("rule_id", rule).submit();
    }

    @POST
    @Path("/rules/{rule}/roll-back")
    @Takes(CommandKind.ROLL_BACK_RULE)
    @Operation(operationId = "rollBackRule")
    public CompletionStage<Response> rollBackRule(
            @Context ContainerRequestContext request,
            @PathParam("rule") String rule,
            RollBackRule body) {
        return commands.in(request, body).at("rule_id", rule).submit();
    }

    @POST
    @Path("/rules/{rule}/retire")
    @Takes(CommandKind.RETIRE_RULE)
    @Operation(operationId = "retireRule")
    public CompletionStage<Response> retireRule(
            @Context ContainerRequestContext request,
            @PathParam("rule") String rule,
            RetireRule body) {
        return commands.in(request, body).at("rule_id", rule).submit();
    }
}
