package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.CorrectTransfer;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.ExchangeTransfer;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.commands.v1.Withdraw;
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

/** Transfers, deposits and withdrawals. Only translates. */
@Path("/v1/books/{book}")
@Tag(name = "transfers")
public final class TransferResource {
    private final Commands commands;

    @Inject
    public TransferResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Path("/transfers")
    @Takes(CommandKind.POST_TRANSFER)
    @Operation(operationId = "postTransfer")
    public CompletionStage<Response> postTransfer(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            PostTransfer body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/transfers/{transfer}/reverse")
    @Takes(CommandKind.REVERSE_TRANSFER)
    @Operation(operationId = "reverseTransfer")
    public CompletionStage<Response> reverseTransfer(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("transfer") String transfer,
            ReverseTransfer body) {
        return commands.in(request, body).at("book_id", book).at("transfer_id", transfer).submit();
    }

    @POST
    @Path("/transfers/{transfer}/correct")
    @Takes(CommandKind.CORRECT_TRANSFER)
    @Operation(operationId = "correctTransfer")
    public CompletionStage<Response> correctTransfer(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("transfer") String transfer,
            CorrectTransfer body) {
        return commands.in(request, body).at("book_id", book).at("transfer_id", transfer).submit();
    }

    @POST
    @Path("/exchanges")
    @Takes(CommandKind.EXCHANGE_TRANSFER)
    @Operation(operationId = "exchangeTransfer")
    public CompletionStage<Response> exchangeTransfer(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            ExchangeTransfer body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/deposits")
    @Takes(CommandKind.DEPOSIT)
    @Operation(operationId = "deposit")
    public CompletionStage<Response> deposit(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            Deposit body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/withdrawals")
    @Takes(CommandKind.WITHDRAW)
    @Operation(operationId = "withdraw")
    public CompletionStage<Response> withdraw(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            Withdraw body) {
        return commands.in(request, body).at("book_id", book).submit();
    }
}
