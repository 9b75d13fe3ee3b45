package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.GetSpendingLimit;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.SetSpendingLimit;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Spending limits of a book. Only translates. */
@Path("/v1/books/{book}/limits/{limit}")
@Tag(name = "limits")
public final class LimitResource {
    private final Commands commands;

    @Inject
    public LimitResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Takes(CommandKind.SET_SPENDING_LIMIT)
    @Operation(operationId = "setSpendingLimit")
    public CompletionStage<Response> setSpendingLimit(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("limit") String limit,
            SetSpendingLimit body) {
        return commands.in(request, body).at("book_id", book).at("limit_id", limit).submit();
    }

    @GET
    @Takes(CommandKind.GET_SPENDING_LIMIT)
    @Operation(operationId = "getSpendingLimit")
    public CompletionStage<Response> getSpendingLimit(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("limit") String limit) {
        return commands.in(request, GetSpendingLimit.getDefaultInstance())
                .at("book_id", book)
                .at("limit_id", limit)
                .submit();
    }

    @POST
    @Path("/remove")
    @Takes(CommandKind.REMOVE_SPENDING_LIMIT)
    @Operation(operationId = "removeSpendingLimit")
    public CompletionStage<Response> removeSpendingLimit(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("limit") String limit,
            RemoveSpendingLimit body) {
        return commands.in(request, body).at("book_id", book).at("limit_id", limit).submit();
    }
}
