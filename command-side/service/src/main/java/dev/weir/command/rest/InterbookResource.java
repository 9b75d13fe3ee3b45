package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.SendToBook;
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

/** Money between books. Only translates. */
@Path("/v1/books/{book}")
@Tag(name = "transfers")
public final class InterbookResource {
    private final Commands commands;

    @Inject
    public InterbookResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/interbook-transfers")
    @Takes(CommandKind.SEND_TO_BOOK)
    @Operation(operationId = "sendToBook")
    public CompletionStage<Response> sendToBook(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            SendToBook body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/interbook-refusals")
    @Takes(CommandKind.REFUSE_CREDIT)
    @Operation(operationId = "refuseCredit")
    public CompletionStage<Response> refuseCredit(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            RefuseCredit body) {
        return commands.in(request, body).at("book_id", book).submit();
    }
}
