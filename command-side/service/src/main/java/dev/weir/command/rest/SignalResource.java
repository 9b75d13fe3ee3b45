package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.ReportContactChanged;
import dev.weir.contract.commands.v1.ReportDeviceAdded;
import dev.weir.contract.commands.v1.ReportLoginFailed;
import dev.weir.contract.commands.v1.ReportPayeeAdded;
import dev.weir.contract.commands.v1.ReportSession;
import dev.weir.contract.commands.v1.ReportTerminalHealth;
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

/** What other sources know about customers and terminals. Only translates. */
@Path("/v1/books/{book}/signals")
@Tag(name = "signals")
public final class SignalResource {
    private final Commands commands;

    @Inject
    public SignalResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/login-failed")
    @Takes(CommandKind.REPORT_LOGIN_FAILED)
    @Operation(operationId = "reportLoginFailed")
    public CompletionStage<Response> reportLoginFailed(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ReportLoginFailed body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/device-added")
    @Takes(CommandKind.REPORT_DEVICE_ADDED)
    @Operation(operationId = "reportDeviceAdded")
    public CompletionStage<Response> reportDeviceAdded(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ReportDeviceAdded body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/payee-added")
    @Takes(CommandKind.REPORT_PAYEE_ADDED)
    @Operation(operationId = "reportPayeeAdded")
    public CompletionStage<Response> reportPayeeAdded(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ReportPayeeAdded body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/contact-changed")
    @Takes(CommandKind.REPORT_CONTACT_CHANGED)
    @Operation(operationId = "reportContactChanged")
    public CompletionStage<Response> reportContactChanged(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ReportContactChanged body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/terminal-health")
    @Takes(CommandKind.REPORT_TERMINAL_HEALTH)
    @Operation(operationId = "reportTerminalHealth")
    public CompletionStage<Response> reportTerminalHealth(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ReportTerminalHealth body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/session")
    @Takes(CommandKind.REPORT_SESSION)
    @Operation(operationId = "reportSession")
    public CompletionStage<Response> reportSession(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ReportSession body) {
        return commands.in(request, body).at("book_id", book).submit();
    }
}
