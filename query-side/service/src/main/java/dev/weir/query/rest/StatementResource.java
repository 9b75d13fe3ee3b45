package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.query.read.BalanceQueries;
import dev.weir.query.read.StatementQueries;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The statement of an account. */
@Path("/v1/books/{book}/accounts/{account}/statement")
@Authenticated
@Tag(name = "Accounts")
public class StatementResource {
    private final Answers answers;
    private final Access access;

    StatementResource(Answers answers, Access access) {
        this.answers = answers;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "getStatement",
            summary =
                    "Opening balance, entries and closing balance; from is included, to is not (reader)")
    @APIResponse(
            responseCode = "200",
            description = "a page of the statement; with format=csv as text/csv",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "StatementPage")))
    public Uni<Response> get(
            @PathParam("book") String book,
            @PathParam("account") String account,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("by") String by,
            @QueryParam("known_at") String knownAt,
            @QueryParam("format") String format,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit,
            @BeanParam ReadRequest request) {
        access.demand(book, READER);
        request.allowOnly("from", "to", "by", "known_at", "format", "cursor", "limit");
        TimeAxis axis = ReadRequest.axis(by);
        OffsetDateTime known = ReadRequest.time("known_at", knownAt);
        BalanceQueries.checkKnownAt(axis, known);
        StatementQueries.Asked asked =
                new StatementQueries.Asked(
                        book,
                        account,
                        ReadRequest.range(from, to),
                        axis,
                        known,
                        ReadRequest.page(cursor, limit));
        boolean isFirst = asked.page().cursor() == null;
        return switch (format) {
            case null -> answers.book(book, request, sql -> StatementQueries.page(sql, asked));
            case "json" -> answers.book(book, request, sql -> StatementQueries.page(sql, asked));
            case "csv" ->
                    answers.book(
                            book,
                            request,
                            sql -> StatementQueries.page(sql, asked),
                            page -> StatementCsv.answer(page, isFirst));
            default -> throw Problem.fieldInvalid("format", "json or csv is taken");
        };
    }
}
