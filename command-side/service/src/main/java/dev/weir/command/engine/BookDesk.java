package dev.weir.command.engine;

import dev.weir.command.api.Answer;
import dev.weir.command.api.BatchCall;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandDesk;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.command.payments.PaymentDesk;
import dev.weir.command.routing.BookFinder;
import dev.weir.command.webhooks.WebhookSecrets;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.domain.CommandHash;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.Lane;
import dev.weir.eventstore.NotServingException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The desk over the books of this node. */
final class BookDesk implements CommandDesk {
    /**
     * A log that has kept something for so long is down or on its way to another broker: what comes
     * now is told so at once instead of waiting with an outcome that nobody knows.
     */
    private static final Duration LOG_SILENT_MAX = Duration.ofSeconds(3);

    private final BookDispatcher dispatcher;
    private final BookFinder finder;
    private final CommandTurn turn;
    private final PaymentDesk payments;
    private final BatchRun batches;
    private final CommandMetrics metrics;
    private final Supplier<String> ids;
    private final ControlState control;
    private final WebhookSecrets secrets;
    private final ListPace lists = new ListPace();

    BookDesk(
            BookDispatcher dispatcher,
            CommandTurn turn,
            PaymentDesk payments,
            CommandMetrics metrics,
            Supplier<String> ids,
            ControlState control,
            WebhookSecrets secrets) {
        this.control = control;
        this.secrets = secrets;
        this.dispatcher = dispatcher;
        this.finder = new BookFinder(dispatcher.node());
        this.turn = turn;
        this.payments = payments;
        this.batches = new BatchRun(dispatcher, turn, ids);
        this.metrics = metrics;
        this.ids = ids;
    }

    @Override
    public CompletableFuture<Answer> execute(CommandCall call) {
        String book = call.ownerBook();
        CompletableFuture<Answer> answer =
                finder.find(book)
                        .thenCompose(
                                partition ->
                                        partition.isEmpty()
                                                ? CompletableFuture.completedFuture(unknown(book))
                                                : onLoop(partition.getAsInt(), book, call));
        return metrics.counted(call.kind(), answer);
    }

    @Override
    public CompletableFuture<BatchReply> executeBatch(BatchCall call) {
        String book = call.book();
        return finder.find(book)
                .thenCompose(
                        partition ->
                                partition.isEmpty() || book.equals(Topics.CONTROL_BOOK)
                                        ? CompletableFuture.completedFuture(
                                                BatchRun.allRefused(call.batch(), unknown(book)))
                                        : batch(partition.getAsInt(), call));
    }

    /** Throws STARTING where nothing can be written now. */
    private void requireAnsweringLog(int partition) {
        try {
            if (dispatcher.node().logBacklog(partition).compareTo(LOG_SILENT_MAX) > 0) {
                throw new ServiceException(ServiceError.STARTING);
            }
        } catch (NotServingException e) {
            throw Failures.translate(e);
        }
    }

    private CompletableFuture<BatchReply> batch(int partition, BatchCall call) {
        requireAnsweringLog(partition);
        BatchRun.Sender sender =
                new BatchRun.Sender(
                        partition, call.book(), call.key(), call.subject(), call.arrivedMicros());
        return call.batch().getAtomic()
                ? batches.runAtomic(sender, call.batch())
                : batches.run(sender, call.batch());
    }

    private CompletableFuture<Answer> onLoop(int partition, String book, CommandCall call) {
        requireAnsweringLog(partition);
        if (call.command() instanceof RequestPayment request && !call.dryRun()) {
            try {
                payments.admit(request, dispatcher.node().backlog(partition));
            } catch (NotServingException e) {
                return CompletableFuture.failedFuture(Failures.translate(e));
            }
        }
        if (call.kind() == CommandKind.CREATE_SUBSCRIPTION && !secrets.present()) {
            return CompletableFuture.failedFuture(
                    new ServiceException(ServiceError.NO_PLATFORM_KEY));
        }
        if (call.command() instanceof AddBookListEntries add
                && !add.getListId().isEmpty()
                && !control.hasList(add.getListId())) {
            return CompletableFuture.completedFuture(
                    new Answer.Refused(RefusalCode.LIST_UNKNOWN, Map.of("list", add.getListId())));
        }
        if (call.command() instanceof SendToBook send) {
            return isUnknown(send.getToBook())
                    .thenCompose(
                            unknown ->
                                    unknown
                                            ? CompletableFuture.completedFuture(
                                                    unknown(send.getToBook()))
                                            : inTurn(partition, book, call));
        }
        return call.dryRun() ? inTurn(partition, book, call) : atPace(partition, book, call);
    }

    private CompletableFuture<Answer> atPace(int partition, String book, CommandCall call) {
        OptionalLong wait = lists.admit(partition, call.command(), call.arrivedMicros());
        if (wait.isEmpty()) {
            return CompletableFuture.failedFuture(new ServiceException(ServiceError.OVERLOADED));
        }
        if (wait.getAsLong() == 0) {
            return inTurn(partition, book, call);
        }
        Executor later = CompletableFuture.delayedExecutor(wait.getAsLong(), TimeUnit.MICROSECONDS);
        return CompletableFuture.supplyAsync(() -> inTurn(partition, book, call), later)
                .thenCompose(answer -> answer);
    }

    private CompletableFuture<Answer> inTurn(int partition, String book, CommandCall call) {
        BookCommand.Origin origin =
                new BookCommand.Origin(
                        call.arrivedMicros(),
                        call.subject(),
                        call.key(),
                        CommandHash.of(call.command()),
                        ids.get(),
                        call.dryRun());
        return dispatcher.onLoop(
                partition, Lane.NORMAL, () -> turn.run(partition, book, call, origin));
    }

    /**
     * Books are for ever: one that is there when the transfer begins is there to take it. A finding
     * is left to the domain where it has one of its own.
     */
    private CompletableFuture<Boolean> isUnknown(String otherBook) {
        if (otherBook.isEmpty() || otherBook.equals(Topics.CONTROL_BOOK)) {
            return CompletableFuture.completedFuture(false);
        }
        return finder.find(otherBook).thenApply(OptionalInt::isEmpty);
    }

    private static Answer unknown(String book) {
        return new Answer.Refused(RefusalCode.BOOK_UNKNOWN, Map.of("book", book));
    }
}
