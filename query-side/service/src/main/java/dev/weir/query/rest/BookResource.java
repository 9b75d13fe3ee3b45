package dev.weir.query.rest;

import static dev.weir.query.rest.Access.READER;

import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.query.read.BookQueries;
import dev.weir.query.read.Snapshots;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/v1/books")
@Authenticated
@Tag(name = "Books")
public class BookResource {
    private final Answers answers;
    private final Snapshots snapshots;
    private final Access access;

    BookResource(Answers answers, Snapshots snapshots, Access access) {
        this.answers = answers;
        this.snapshots = snapshots;
        this.access = access;
    }

    @GET
    @Operation(
            operationId = "listBooks",
            summary = "How far the views of each book are that the token reaches (reader)")
    @APIResponse(
            responseCode = "200",
            description = "the books and their positions",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(ref = "ProgressPage")))
    public Uni<Response> list(@BeanParam ReadRequest request) {
        access.demandRole(READER);
        request.allowOnly();
        Set<String> allowed = access.books();
        Predicate<String> isVisible = book -> Access.reaches(allowed, book);
        Snapshots.Query<ProgressPage> query = sql -> BookQueries.books(sql, isVisible);
        return request.wanted()
                .map(
                        position -> {
                            access.demand(position.book(), READER);
                            return answers.book(position.book(), request, query);
                        })
                .orElseGet(() -> answers.plain(() -> snapshots.read(query)));
    }
}
