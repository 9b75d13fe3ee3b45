package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.views.v1.PaymentStatus;
import dev.weir.query.read.Page;
import dev.weir.query.read.PaymentQueries;
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

@Path("/v1/books/{book}/payments")
@Authenticated
@Tag(name = "Payments")
public class PaymentResource {
    private final Answers answers;
    private final Access access;

    PaymentResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "listPayments",
            summary = "Payments, newest business time first; from is included, to is not (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of payments",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "PaymentPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("account") String account,
            @QueryParam("customer") String customer,
            @QueryParam("status") String status,
            @QueryParam("channel") String channel,
            @QueryParam("min_amount") String minAmount,
            @QueryParam("max_amount") String maxAmount,
            @QueryParam("metadata") List<String> metadata,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("totals") String totals,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly(
                "account",
                "customer",
                "status",
                "channel",
                "min_amount",
                "max_amount",
                ReadRequest.METADATA,
                "from",
                "to",
                "totals",
                "cursor",
                "limit");
        PaymentQueries.Filter filter =
                new PaymentQueries.Filter(
                        ReadRequest.blankToNull(account),
                        ReadRequest.blankToNull(customer),
                        ReadRequest.name("status", status, PaymentStatus.class),
                        ReadRequest.name("channel", channel, Channel.class),
                        ReadRequest.amounts("min_amount", minAmount, "max_amount", maxAmount),
                        request.metadata(),
                        ReadRequest.range(from, to));
        Page page = ReadRequest.page(cursor, limit);
        boolean isTotalled = ReadRequest.flag("totals", totals);
        return answers.book(
                book, request, sql -> PaymentQueries.page(sql, book, filter, page, isTotalled));
    }

    @GET
    @Path("{payment}")
    @Operation(operationId = "getPayment", summary = "A payment as it stands (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the payment",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "PaymentView")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("payment") String payment,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly();
        return answers.book(book, request, sql -> PaymentQueries.payment(sql, book, payment));
    }
}
