package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.AddListEntries;
import dev.weir.contract.commands.v1.DefineList;
import dev.weir.contract.commands.v1.RemoveList;
import dev.weir.contract.commands.v1.RemoveListEntries;
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

/** Allow, block and watch lists of the control book. Only translates. */
@Path("/v1/control")
@Tag(name = "lists")
public final class ListResource {
    private final Commands commands;

    @Inject
    public ListResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/lists")
    @Takes(CommandKind.DEFINE_LIST)
    @Operation(operationId = "defineList")
    public CompletionStage<Response> defineList(
            @Context ContainerRequestContext request, DefineList body) {
        return commands.in(request, body).submit();
    }

    @POST
    @Path("/lists/{list}/remove")
    @Takes(CommandKind.REMOVE_LIST)
    @Operation(operationId = "removeList")
    public CompletionStage<Response> removeList(
            @Context ContainerRequestContext request,
            @PathParam("list") String list,
            RemoveList body) {
        return commands.in(request, body).at("list_id", list).submit();
    }

    @POST
    @Path("/lists/{list}/entries")
    @Takes(CommandKind.ADD_LIST_ENTRIES)
    @Operation(operationId = "addListEntries")
    public CompletionStage<Response> addListEntries(
            @Context ContainerRequestContext request,
            @PathParam("list") String list,
            AddListEntries body) {
        return commands.in(request, body).at("list_id", list).submit();
    }

    @POST
    @Path("/lists/{list}/entries/remove")
    @Takes(CommandKind.REMOVE_LIST_ENTRIES)
    @Operation(operationId = "removeListEntries")
    public CompletionStage<Response> removeListEntries(
            @Context ContainerRequestContext request,
            @PathParam("list") String list,
            RemoveListEntries body) {
        return commands.in(request, body).at("list_id", list).submit();
    }
}
