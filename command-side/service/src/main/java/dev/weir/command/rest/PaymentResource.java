package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.VoidPayment;
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

/** Payments and what follows them. Only translates. */
@Path("/v1/books/{book}/payments")
@Tag(name = "payments")
public final class PaymentResource {
    private final Commands commands;

    @Inject
    public PaymentResource(Commands commands) {
        this.commands = commands;
    }

    @POST
    @Takes(CommandKind.REQUEST_PAYMENT)
    @Operation(operationId = "requestPayment")
    public CompletionStage<Response> requestPayment(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            RequestPayment body) {
        return commands.in(request, body).at("book_id", book).submit();
    }

    @POST
    @Path("/{payment}/captures")
    @Takes(CommandKind.CAPTURE_PAYMENT)
    @Operation(operationId = "capturePayment")
    public CompletionStage<Response> capturePayment(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("payment") String payment,
            CapturePayment body) {
        return commands.in(request, body).at("book_id", book).at("payment_id", payment).submit();
    }

    @POST
    @Path("/{payment}/void")
    @Takes(CommandKind.VOID_PAYMENT)
    @Operation(operationId = "voidPayment")
    public CompletionStage<Response> voidPayment(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("payment") String payment,
            VoidPayment body) {
        return commands.in(request, body).at("book_id", book).at("payment_id", payment).submit();
    }

    @POST
    @Path("/{payment}/refunds")
    @Takes(CommandKind.REFUND_PAYMENT)
    @Operation(operationId = "refundPayment")
    public CompletionStage<Response> refundPayment(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("payment") String payment,
            RefundPayment body) {
        return commands.in(request, body).at("book_id", book).at("payment_id", payment).submit();
    }

    @POST
    @Path("/{payment}/chargebacks")
    @Takes(CommandKind.REPORT_CHARGEBACK)
    @Operation(operationId = "reportChargeback")
    public CompletionStage<Response> reportChargeback(
            @Context ContainerRequestContext request,
            @PathParam("book") String book,
            @PathParam("payment") String payment,
            ReportChargeback body) {
        return commands.in(request, body).at("book_id", book).at("payment_id", payment).submit();
    }
}
