package dev.weir.command.rest;

import dev.weir.command.access.Caller;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.FrontDoor;
import dev.weir.contract.commands.v1.Batch;
import io.smallrye.common.annotation.Blocking;
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

/** Many commands in one call. Only translates. */
@Path("/v1/books/{book}/batch")
@Tag(name = "batch")
public final class BatchResource {
    private final FrontDoor door;

    @Inject
    public BatchResource(FrontDoor door) {
        this.door = door;
    }

    /** On a worker thread: reading a large body would hold up the payments on the event loop. */
    @POST
    @Blocking
    @Takes(CommandKind.EXECUTE_BATCH)
    @Operation(operationId = "executeBatch")
    public CompletionStage<Response> executeBatch(
            @Context ContainerRequestContext request, @PathParam("book") String book, Batch body) {
        Batch batch = (Batch) Fields.withAddress(body, "book_id", book);
        Caller caller = Commands.caller(request);
        return door.batch(
                        batch,
                        Commands.key(request),
                        Commands.isDryRun(request),
                        caller.subject(),
                        Commands.arrived(request),
                        caller.token())
                .thenApply(
                        reply ->
                                Response.ok(reply)
                                        .header(Responses.POSITION_HEADER, reply.getPosition())
                                        .build());
    }
}
