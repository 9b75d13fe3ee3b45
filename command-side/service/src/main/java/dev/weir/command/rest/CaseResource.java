package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.CommentOnCase;
import dev.weir.contract.commands.v1.LinkCases;
import dev.weir.contract.commands.v1.ReopenCase;
import dev.weir.contract.commands.v1.ResolveCase;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Cases: alerts of one account and cause. Only translates. */
@Path("/v1/books/{book}/cases")
@Tag(name = "cases")
public final class CaseResource {
    private final Commands commands;

    @Inject
    public CaseResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/{case}/assign")
    @Takes(CommandKind.ASSIGN_CASE)
    @Operation(operationId = "assignCase")
    public CompletionStage<Response> assignCase(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("case") String caseId,
            AssignCase body) {
        return commands.in(request, body).at("book_id", book).at("case_id", caseId).submit();
    }

    @POST
    @Path("/{case}/comments")
    @Takes(CommandKind.COMMENT_ON_CASE)
    @Operation(operationId = "commentOnCase")
    public CompletionStage<Response> commentOnCase(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("case") String caseId,
            CommentOnCase body) {
        return commands.in(request, body).at("book_id", book).at("case_id", caseId).submit();
    }

    @POST
    @Path("/{case}/links")
    @Takes(CommandKind.LINK_CASES)
    @Operation(operationId = "linkCases")
    public CompletionStage<Response> linkCases(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("case") String caseId,
            LinkCases body) {
        return commands.in(request, body).at("book_id", book).at("case_id", caseId).submit();
    }

    @POST
    @Path("/{case}/resolve")
    @Takes(CommandKind.RESOLVE_CASE)
    @Operation(operationId = "resolveCase")
    public CompletionStage<Response> resolveCase(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("case") String caseId,
            ResolveCase body) {
        return commands.in(request, body).at("book_id", book).at("case_id", caseId).submit();
    }

    @POST
    @Path("/{case}/reopen")
    @Takes(CommandKind.REOPEN_CASE)
    @Operation(operationId = "reopenCase")
    public CompletionStage<Response> reopenCase(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("case") String caseId,
            ReopenCase body) {
        return commands.in(request, body).at("book_id", book).at("case_id", caseId).submit();
    }
}
