package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.ResolveAlert;
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

/** Alerts. Only translates. */
@Path("/v1/books/{book}/alerts")
@Tag(name = "alerts")
public final class AlertResource {
    private final Commands commands;

    @Inject
    public AlertResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/{alert}/resolve")
    @Takes(CommandKind.RESOLVE_ALERT)
    @Operation(operationId = "resolveAlert")
    public CompletionStage<Response> resolveAlert(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("alert") String alert,
            ResolveAlert body) {
        return commands.in(request, body).at("book_id", book).at("alert_id", alert).submit();
    }
}
