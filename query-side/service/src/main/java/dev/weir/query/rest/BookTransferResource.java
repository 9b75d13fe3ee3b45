package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.query.read.BookTransferQueries;
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

/** Money between books. */
@Path("/v1/books/{book}/interbook-transfers")
@Authenticated
@Tag(name = "Transfers between books")
public class BookTransferResource {
    private final Answers answers;
    private final Access access;

    BookTransferResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "listBookTransfers",
            summary = "Transfers to and from other books, newest first (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of transfers between books",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "BookTransferPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("direction") String direction,
            @QueryParam("open") String open,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("direction", "open", "cursor", "limit");
        BookTransferDirection way =
                ReadRequest.name("direction", direction, BookTransferDirection.class);
        Boolean isOpen = ReadRequest.optionalFlag("open", open);
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(
                book, request, sql -> BookTransferQueries.page(sql, book, way, isOpen, page));
    }

    @GET
    @Path("{transfer}")
    @Operation(
            operationId = "getBookTransfer",
            summary = "A transfer to another book, with from=BOOK one from that book (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the transfer",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "BookTransferView")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("transfer") String transfer,
            @QueryParam("from") String from,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("from");
        String fromBook = ReadRequest.blankToNull(from);
        return answers.book(
                book, request, sql -> BookTransferQueries.transfer(sql, book, transfer, fromBook));
    }
}
