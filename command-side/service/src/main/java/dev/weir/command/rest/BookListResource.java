package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
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

/** Entries of large lists, for the payments of one book. Only translates. */
@Path("/v1/books/{book}/lists")
@Tag(name = "lists")
public final class BookListResource {
    private final Commands commands;

    @Inject
    public BookListResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/{list}/entries")
    @Takes(CommandKind.ADD_BOOK_LIST_ENTRIES)
    @Operation(operationId = "addBookListEntries")
    public CompletionStage<Response> addBookListEntries(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("list") String list,
            AddBookListEntries body) {
        return commands.in(request, body).at("book_id", book).at("list_id", list).submit();
    }

    @POST
    @Path("/{list}/entries/remove")
    @Takes(CommandKind.REMOVE_BOOK_LIST_ENTRIES)
    @Operation(operationId = "removeBookListEntries")
    public CompletionStage<Response> removeBookListEntries(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("list") String list,
            RemoveBookListEntries body) {
        return commands.in(request, body).at("book_id", book).at("list_id", list).submit();
    }
}
