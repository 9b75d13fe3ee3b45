package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.OpenBook;
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

/** Books. Only translates. */
@Path("/v1/books")
@Tag(name = "books")
public final class BookResource {
    private final Commands commands;

    @Inject
    public BookResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Takes(CommandKind.OPEN_BOOK)
    @Operation(operationId = "openBook")
    public CompletionStage<Response> openBook(
            @Context ContainerRequestContext request, OpenBook body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/{book}/clock")
    @Takes(CommandKind.MOVE_TEST_CLOCK)
    @Operation(operationId = "moveTestClock")
    public CompletionStage<Response> moveTestClock(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            MoveTestClock body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/{book}/currencies")
    @Takes(CommandKind.DEFINE_CURRENCY)
    @Operation(operationId = "defineCurrency")
    public CompletionStage<Response> defineCurrency(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            DefineCurrency body) {
        return commands.in(request, body).at("book_id", book).submit();
    }
}
