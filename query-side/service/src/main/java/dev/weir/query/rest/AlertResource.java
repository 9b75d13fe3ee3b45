package dev.weir.query.rest;

import static dev.weir.query.rest.Access.ANALYST;
import static dev.weir.query.rest.Access.READER;

import dev.weir.query.read.AlertQueries;
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

@Path("/v1/books/{book}/alerts")
@Authenticated
@Tag(name = "Alerts")
public class AlertResource {
    private final Answers answers;
    private final Access access;

    AlertResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(operationId = "listAlerts", summary = "Alerts, newest first (analyst or reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of alerts",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "AlertPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("open") String open,
            @QueryParam("account") String account,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, ANALYST, READER);
        request.allowOnly("open", "account", "cursor", "limit");
        Boolean isOpen = ReadRequest.optionalFlag("open", open);
        String ofAccount = ReadRequest.blankToNull(account);
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(
                book, request, sql -> AlertQueries.page(sql, book, isOpen, ofAccount, page));
    }

    @GET
    @Path("{alert}")
    @Operation(operationId = "getAlert", summary = "An alert as it stands (analyst or reader)")
    @APIResponse(
            responseCode = "200",
            description = "the alert",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "AlertView")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("alert") String alert,
            @BeanParam ReadRequest request) {
        access.demand(book, ANALYST, READER);
        request.allowOnly();
        return answers.book(book, request, sql -> AlertQueries.alert(sql, book, alert));
    }
}
