package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.query.read.AccountQueries;
import dev.weir.query.read.EntryQueries;
import dev.weir.query.read.Page;
import dev.weir.query.read.TimeAxis;
import dev.weir.query.read.TimeRange;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/v1/books/{book}/accounts")
@Authenticated
@Tag(name = "Accounts")
public class AccountResource {
    private final Answers answers;
    private final Access access;

    AccountResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "listAccounts",
            summary = "Accounts in the order of their ids (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of accounts",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "AccountPage")))
    public Uni<Response> list(
            @PathParam("book") String book,
            @QueryParam("customer") String customer,
            @QueryParam("totals") String totals,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("customer", "totals", "cursor", "limit");
        Page page = ReadRequest.page(cursor, limit);
        boolean isTotalled = ReadRequest.flag("totals", totals);
        String ofCustomer = ReadRequest.blankToNull(customer);
        return answers.book(
                book, request, sql -> AccountQueries.page(sql, book, ofCustomer, page, isTotalled));
    }

    @GET
    @Path("{account}")
    @Operation(operationId = "getAccount", summary = "An account as it stands (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the account",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "AccountView")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("account") String account,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly();
        return answers.book(book, request, sql -> AccountQueries.account(sql, book, account));
    }

    @GET
    @Path("{account}/balance")
    @Operation(
            operationId = "getBalance",
            summary = "The balance as of a moment, which is included (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the balance at that moment",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(ref = "BalanceAsOf")))
    public Uni<Response> balance(
            @PathParam("book") String book,
            @PathParam("account") String account,
            @QueryParam("at") String at,
            @QueryParam("by") String by,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("at", "by");
        if (at == null) {
            throw Problem.fieldInvalid("at", "it is required");
        }
        OffsetDateTime moment = ReadRequest.time("at", at);
        TimeAxis axis = ReadRequest.axis(by);
        return answers.book(
                book, request, sql -> AccountQueries.balance(sql, book, account, moment, axis));
    }

    @GET
    @Path("{account}/entries")
    @Operation(
            operationId = "listEntries",
            summary = "The account's statement in log order; from is included, to is not (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of the statement",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "EntryPage")))
    public Uni<Response> entries(
            @PathParam("book") String book,
            @PathParam("account") String account,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("by") String by,
            @QueryParam("order") String order,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("from", "to", "by", "order", "cursor", "limit");
        TimeRange range = ReadRequest.range(from, to);
        TimeAxis axis = ReadRequest.axis(by);
        boolean newestFirst = ReadRequest.newestFirst(order);
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(
                book,
                request,
                sql -> EntryQueries.page(sql, book, account, range, axis, newestFirst, page));
    }
}
