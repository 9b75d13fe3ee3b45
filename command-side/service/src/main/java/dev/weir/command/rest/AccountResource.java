package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.SetAccountMetadata;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.UnfreezeAccount;
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

/** Accounts of a book. Only translates. */
@Path("/v1/books/{book}/accounts")
@Tag(name = "accounts")
public final class AccountResource {
    private final Commands commands;

    @Inject
    public AccountResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Takes(CommandKind.OPEN_ACCOUNT)
    @Operation(operationId = "openAccount")
    public CompletionStage<Response> openAccount(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            OpenAccount body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/{account}/freeze")
    @Takes(CommandKind.FREEZE_ACCOUNT)
    @Operation(operationId = "freezeAccount")
    public CompletionStage<Response> freezeAccount(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("account") String account,
            FreezeAccount body) {
        return commands.in(request, body).at("book_id", book).at("account_id", account).submit();
    }

    @POST
    @Path("/{account}/unfreeze")
    @Takes(CommandKind.UNFREEZE_ACCOUNT)
    @Operation(operationId = "unfreezeAccount")
    public CompletionStage<Response> unfreezeAccount(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("account") String account,
            UnfreezeAccount body) {
        return commands.in(request, body).at("book_id", book).at("account_id", account).submit();
    }

    @POST
    @Path("/{account}/close")
    @Takes(CommandKind.CLOSE_ACCOUNT)
    @Operation(operationId = "closeAccount")
    public CompletionStage<Response> closeAccount(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("account") String account,
            CloseAccount body) {
        return commands.in(request, body).at("book_id", book).at("account_id", account).submit();
    }

    @POST
    @Path("/{account}/overdraft")
    @Takes(CommandKind.SET_OVERDRAFT)
    @Operation(operationId = "setOverdraft")
    public CompletionStage<Response> setOverdraft(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("account") String account,
            SetOverdraft body) {
        return commands.in(request, body).at("book_id", book).at("account_id", account).submit();
    }

    @POST
    @Path("/{account}/metadata")
    @Takes(CommandKind.SET_ACCOUNT_METADATA)
    @Operation(operationId = "setAccountMetadata")
    public CompletionStage<Response> setAccountMetadata(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("account") String account,
            SetAccountMetadata body) {
        return commands.in(request, body).at("book_id", book).at("account_id", account).submit();
    }
}
