package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.query.read.Page;
import dev.weir.query.read.TransferQueries;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/v1/books/{book}/transfers")
@Authenticated
@Tag(name = "Transfers")
public class TransferResource {
    private final Answers answers;
    private final Access access;

    TransferResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "listTransfers",
            summary = "Transfers, newest business time first; from is included, to is not (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of transfers",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "TransferPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("account") String account,
            @QueryParam("kind") String kind,
            @QueryParam("currency") String currency,
            @QueryParam("min_amount") String minAmount,
            @QueryParam("max_amount") String maxAmount,
            @QueryParam("metadata") List<String> metadata,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly(
                "account",
                "kind",
                "currency",
                "min_amount",
                "max_amount",
                ReadRequest.METADATA,
                "from",
                "to",
                "cursor",
                "limit");
        TransferQueries.Filter filter =
                new TransferQueries.Filter(
                        ReadRequest.blankToNull(account),
                        ReadRequest.name("kind", kind, TransferKind.class),
                        ReadRequest.blankToNull(currency),
                        ReadRequest.amounts("min_amount", minAmount, "max_amount", maxAmount),
                        request.metadata(),
                        ReadRequest.range(from, to));
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(book, request, sql -> TransferQueries.page(sql, book, filter, page));
    }

    @GET
    @Path("{transfer}")
    @Operation(operationId = "getTransfer", summary = "A transfer as it was posted (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the transfer",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "TransferView")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("transfer") String transfer,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly();
        return answers.book(book, request, sql -> TransferQueries.transfer(sql, book, transfer));
    }
}
