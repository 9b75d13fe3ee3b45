package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.CreateSubscription;
import dev.weir.contract.commands.v1.RemoveSubscription;
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

/** Addresses that are told of events. Only translates. */
@Path("/v1/control")
@Tag(name = "subscriptions")
public final class SubscriptionResource {
    private final Commands commands;

    @Inject
    public SubscriptionResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/subscriptions")
    @Takes(CommandKind.CREATE_SUBSCRIPTION)
    @Operation(operationId = "createSubscription")
    public CompletionStage<Response> createSubscription(
            @Context ContainerRequestContext request, CreateSubscription body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/subscriptions/{subscription}/remove")
    @Takes(CommandKind.REMOVE_SUBSCRIPTION)
    @Operation(operationId = "removeSubscription")
    public CompletionStage<Response> removeSubscription(
            @Context ContainerRequestContext request,
            @PathParam("subscription") String subscription,
            RemoveSubscription body) {
        return commands.in(request, body).at("subscription_id", subscription).submit();
    }
}
