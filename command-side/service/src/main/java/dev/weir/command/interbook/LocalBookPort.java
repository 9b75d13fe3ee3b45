package dev.weir.command.interbook;

import com.google.protobuf.Message;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.engine.BookCommand;
import dev.weir.command.engine.BookDispatcher;
import dev.weir.contract.interbook.v1.AcknowledgeCredit;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.interbook.v1.CreditState;
import dev.weir.contract.store.v1.IncomingTransfer;
import dev.weir.domain.Book;
import dev.weir.domain.InternalCommand;
import dev.weir.eventstore.Lane;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** The receiving side, for books that this node owns. */
public final class LocalBookPort implements BookPort {
    private final BookDispatcher dispatcher;

    public LocalBookPort(BookDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public CompletableFuture<CreditAnswer> send(String book, Message call) {
        OptionalInt partition;
        try {
            partition = dispatcher.partitionOf(book);
        } catch (ServiceException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (partition.isEmpty()) {
            // It was there when the transfer began, and books are for ever: this node lags.
            return CompletableFuture.failedFuture(new ServiceException(ServiceError.STARTING));
        }
        return dispatcher.onLoop(
                partition.getAsInt(),
                Lane.NORMAL,
                () ->
                        switch (call) {
                            case CreditFromBook credit ->
                                    decided(
                                            partition.getAsInt(),
                                            book,
                                            new InternalCommand.CreditRequested(credit),
                                            credit.getFromBook(),
                                            credit.getTransferId());
                            case AcknowledgeCredit over ->
                                    decided(
                                            partition.getAsInt(),
                                            book,
                                            new InternalCommand.CreditAcknowledged(
                                                    over.getFromBook(), over.getTransferId()),
                                            over.getFromBook(),
                                            over.getTransferId());
                            default ->
                                    throw new IllegalArgumentException(
                                            call.getClass() + " is no call between books");
                        });
    }

    private CompletableFuture<CreditAnswer> decided(
            int partition,
            String book,
            InternalCommand internal,
            String fromBook,
            String transferId) {
        BookCommand command = BookCommand.internal(book, internal);
        CompletableFuture<Void> written = dispatcher.dispatch(command);
        CompletableFuture<Void> durable =
                !command.isDecided() || command.isAppended()
                        ? written
                        : dispatcher.node().durable(partition);
        Book state = (Book) dispatcher.node().state(book);
        CreditAnswer answer =
                state.incoming(fromBook, transferId)
                        .map(LocalBookPort::answer)
                        .orElse(CreditAnswer.getDefaultInstance());
        return durable.thenApply(done -> answer);
    }

    private static CreditAnswer answer(IncomingTransfer transfer) {
        return CreditAnswer.newBuilder()
                .setState(
                        transfer.getCredited()
                                ? CreditState.CREDIT_CREDITED
                                : CreditState.CREDIT_REFUSED)
                .setCode(transfer.getCode())
                .putAllParameters(transfer.getParametersMap())
                .build();
    }
}
