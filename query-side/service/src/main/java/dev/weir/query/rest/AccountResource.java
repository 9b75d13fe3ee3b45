package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.query.read.AccountQueries;
import dev.weir.query.read.BalanceQueries;
import dev.weir.query.read.EntryQueries;
import dev.weir.query.read.Page;
import dev.weir.query.read.TimeAxis;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.OffsetDateTime;
import java.util.List;
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
            @QueryParam("kind") String kind,
            @QueryParam("status") String status,
            @QueryParam("currency") String currency,
            @QueryParam("min_balance") String minBalance,
            @QueryParam("max_balance") String maxBalance,
            @QueryParam("metadata") List<String> metadata,
            @QueryParam("totals") String totals,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly(
                "customer",
                "kind",
                "status",
                "currency",
                "min_balance",
                "max_balance",
                ReadRequest.METADATA,
                "totals",
                "cursor",
                "limit");
        AccountQueries.Filter filter =
                new AccountQueries.Filter(
                        ReadRequest.blankToNull(customer),
                        ReadRequest.name("kind", kind, AccountKind.class),
                        ReadRequest.name("status", status, AccountStatus.class),
                        ReadRequest.blankToNull(currency),
                        ReadRequest.amounts("min_balance", minBalance, "max_balance", maxBalance),
                        request.metadata());
        Page page = ReadRequest.page(cursor, limit);
        boolean isTotalled = ReadRequest.flag("totals", totals);
        return answers.book(
                book, request, sql -> AccountQueries.page(sql, book, filter, page, isTotalled));
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
            @QueryParam("known_at") String knownAt,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("at", "by", "known_at");
        if (at == null) {
            throw Problem.fieldInvalid("at", "it is required");
        }
        OffsetDateTime moment = ReadRequest.time("at", at);
        TimeAxis axis = ReadRequest.axis(by);
        OffsetDateTime known = ReadRequest.time("known_at", knownAt);
        BalanceQueries.checkKnownAt(axis, known);
        return answers.book(
                book,
                request,
                sql -> BalanceQueries.balance(sql, book, account, moment, axis, known));
    }

    @GET
    @Path("{account}/entries")
    @Operation(
            operationId = "listEntries",
            summary = "The account's entries; from is included, to is not (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of entries",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = "EntryPage")))
    public Uni<Response> entries(
            @PathParam("book") String book,
            @PathParam("account") String account,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("by") String by,
            @QueryParam("known_at") String knownAt,
            @QueryParam("sort") String sort,
            @QueryParam("order") String order,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("from", "to", "by", "known_at", "sort", "order", "cursor", "limit");
        EntryQueries.Asked asked =
                new EntryQueries.Asked(
                        ReadRequest.range(from, to),
                        ReadRequest.axis(by),
                        ReadRequest.time("known_at", knownAt),
                        ReadRequest.isByBusinessTime(sort),
                        ReadRequest.newestFirst(order));
        Page page = ReadRequest.page(cursor, limit);
        return answers.book(
                book, request, sql -> EntryQueries.page(sql, book, account, asked, page));
    }
}
