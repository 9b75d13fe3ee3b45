package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.query.read.HistoryQueries;
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

/** What happened to an account itself. */
@Path("/v1/books/{book}/accounts/{account}/history")
@Authenticated
@Tag(name = "Accounts")
public class HistoryResource {
    private final Answers answers;
    private final Access access;

    HistoryResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "listAccountChanges",
            summary = "Every change of the account itself, in log order (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of changes",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "HistoryPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @PathParam("account") String account,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("cursor", "limit");
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(book, request, sql -> HistoryQueries.page(sql, book, account, page));
    }
}
