package dev.weir.query.rest;

import static dev.weir.query.rest.Access.ANALYST;
import static dev.weir.query.rest.Access.READER;

import dev.weir.query.read.CaseQueries;
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

@Path("/v1/books/{book}/cases")
@Authenticated
@Tag(name = "Cases")
public class CaseResource {
    private final Answers answers;
    private final Access access;

    CaseResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(operationId = "listCases", summary = "Cases, newest first (analyst or reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of cases",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "CasePage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("open") String open,
            @QueryParam("account") String account,
            @QueryParam("assignee") String assignee,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, ANALYST, READER);
        request.allowOnly("open", "account", "assignee", "cursor", "limit");
        CaseQueries.Filter filter =
                new CaseQueries.Filter(
                        ReadRequest.optionalFlag("open", open),
                        ReadRequest.blankToNull(account),
                        ReadRequest.blankToNull(assignee));
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(book, request, sql -> CaseQueries.page(sql, book, filter, page));
    }

    @GET
    @Path("{case}")
    @Operation(
            operationId = "getCase",
            summary = "A case with its alerts, comments and links (analyst or reader)")
    @APIResponse(
            responseCode = "200",
            description = "the case",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "CaseFile")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("case") String caseId,
            @BeanParam ReadRequest request) {
        access.demand(book, ANALYST, READER);
        request.allowOnly();
        return answers.book(book, request, sql -> CaseQueries.file(sql, book, caseId));
    }
}
