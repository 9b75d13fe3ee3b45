package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.contract.views.v1.HoldStatus;
import dev.weir.query.read.HoldQueries;
import dev.weir.query.read.Page;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Clients' holds. */
@Path("/v1/books/{book}/holds")
@Authenticated
@Tag(name = "Holds")
public class HoldResource {
    private final Answers answers;
    private final Access access;

    HoldResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(operationId = "listHolds", summary = "Clients' holds, newest first (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of holds",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "HoldPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("account") String account,
            @QueryParam("status") String status,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("account", "status", "cursor", "limit");
        String ofAccount = ReadRequest.blankToNull(account);
        HoldStatus ofStatus = ReadRequest.name("status", status, HoldStatus.class);
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(
                book, request, sql -> HoldQueries.page(sql, book, ofAccount, ofStatus, page));
    }

    @GET
    @Path("{hold}")
    @Operation(operationId = "getHold", summary = "A hold as it stands (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the hold",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "HoldView")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("hold") String hold,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly();
        return answers.book(book, request, sql -> HoldQueries.hold(sql, book, hold));
    }
}
