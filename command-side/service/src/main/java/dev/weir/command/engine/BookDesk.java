package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandDesk;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.ServiceException;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.command.payments.PaymentDesk;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.domain.CommandHash;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.Lane;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The desk over the books of this node. */
final class BookDesk implements CommandDesk {
    private final BookDispatcher dispatcher;
    private final CommandTurn turn;
    private final PaymentDesk payments;
    private final BatchRun batches;
    private final CommandMetrics metrics;
    private final Supplier<String> ids;

    BookDesk(
            BookDispatcher dispatcher,
            CommandTurn turn,
            PaymentDesk payments,
            CommandMetrics metrics,
            Supplier<String> ids) {
        this.dispatcher = dispatcher;
        this.turn = turn;
        this.payments = payments;
        this.batches = new BatchRun(dispatcher, turn, this::originOf);
        this.metrics = metrics;
        this.ids = ids;
    }

    @Override
    public CompletableFuture<Answer> execute(CommandCall call) {
        String book = bookOf(call);
        CompletableFuture<Answer> answer;
        try {
            OptionalInt partition = dispatcher.partitionOf(book);
            answer =
                    partition.isEmpty()
                            ? CompletableFuture.completedFuture(unknown(book))
                            : onLoop(partition.getAsInt(), book, call);
        } catch (ServiceException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return metrics.counted(call.kind(), answer);
    }

    @Override
    public CompletableFuture<BatchReply> executeBatch(
            String book, Batch batch, String subject, long arrivedMicros) {
        try {
            OptionalInt partition = dispatcher.partitionOf(book);
            return partition.isEmpty()
                    ? CompletableFuture.completedFuture(batches.allRefused(batch, unknown(book)))
                    : batches.run(partition.getAsInt(), book, batch, subject, arrivedMicros);
        } catch (ServiceException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Answer> onLoop(int partition, String book, CommandCall call) {
        if (call.command() instanceof RequestPayment request) {
            payments.admit(request, dispatcher.node().backlog(partition));
        }
        if (call.command() instanceof SendToBook send && isUnknown(send.getToBook())) {
            return CompletableFuture.completedFuture(unknown(send.getToBook()));
        }
        BookCommand.Origin origin =
                originOf(call.command(), call.key(), call.subject(), call.arrivedMicros());
        return dispatcher.onLoop(
                partition, Lane.NORMAL, () -> turn.run(partition, book, call, origin));
    }

    private BookCommand.Origin originOf(
            Message command, String key, String subject, long arrivedMicros) {
        return new BookCommand.Origin(
                arrivedMicros, subject, key, CommandHash.of(command), ids.get());
    }

    /** Books are for ever: one that is there when the transfer begins is there to take it. */
    private boolean isUnknown(String otherBook) {
        return !otherBook.isEmpty()
                && !otherBook.equals(Topics.CONTROL_BOOK)
                && dispatcher.node().books().partitionOf(otherBook).isEmpty();
    }

    private static String bookOf(CommandCall call) {
        return call.kind() == CommandKind.OPEN_BOOK ? Topics.CONTROL_BOOK : call.book();
    }

    private static Answer unknown(String book) {
        return new Answer.Refused(RefusalCode.BOOK_UNKNOWN, Map.of("book", book));
    }
}
