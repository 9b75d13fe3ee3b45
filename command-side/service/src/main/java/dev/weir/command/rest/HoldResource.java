package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.ReleaseHold;
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

/** Transfers in two phases: hold, then capture or release. Only translates. */
@Path("/v1/books/{book}/holds")
@Tag(name = "holds")
public final class HoldResource {
    private final Commands commands;

    @Inject
    public HoldResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Takes(CommandKind.HOLD_FUNDS)
    @Operation(operationId = "holdFunds")
    public CompletionStage<Response> holdFunds(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            HoldFunds body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/{hold}/captures")
    @Takes(CommandKind.CAPTURE_HOLD)
    @Operation(operationId = "captureHold")
    public CompletionStage<Response> captureHold(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("hold") String hold,
            CaptureHold body) {
        return commands.in(request, body).at("book_id", book).at("hold_id", hold).submit();
    }

    @POST
    @Path("/{hold}/release")
    @Takes(CommandKind.RELEASE_HOLD)
    @Operation(operationId = "releaseHold")
    public CompletionStage<Response> releaseHold(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("hold") String hold,
            ReleaseHold body) {
        return commands.in(request, body).at("book_id", book).at("hold_id", hold).submit();
    }
}
