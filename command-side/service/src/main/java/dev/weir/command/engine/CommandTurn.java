package dev.weir.command.engine;

import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.interbook.InterbookDriver;
import dev.weir.command.payments.PaymentDesk;
import dev.weir.command.webhooks.WebhookSecrets;
import dev.weir.contract.commands.v1.BookTransferResult;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.DryRun;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.domain.Book;
import dev.weir.domain.Outcome;
import dev.weir.eventstore.BookPosition;
import dev.weir.eventstore.NotServingException;
import dev.weir.eventstore.OutcomeUnknownException;
import java.util.concurrent.CompletableFuture;

/** One client's command in its turn on the loop, from dispatch to the answer that waits. */
final class CommandTurn {
    private final BookDispatcher dispatcher;
    private final PaymentDesk payments;
    private final InterbookDriver interbook;
    private final BookTimers timers;
    private final WebhookSecrets secrets;

    CommandTurn(
            BookDispatcher dispatcher,
            PaymentDesk payments,
            InterbookDriver interbook,
            BookTimers timers,
            WebhookSecrets secrets) {
        this.secrets = secrets;
        this.dispatcher = dispatcher;
        this.payments = payments;
        this.interbook = interbook;
        this.timers = timers;
    }

    /** Only on the loop of the book's partition. */
    CompletableFuture<Answer> run(
            int partition, String book, CommandCall call, BookCommand.Origin origin) {
        BookCommand command = new BookCommand(book, call.command(), origin);
        CompletableFuture<Void> written = dispatcher.dispatch(command);
        if (!command.isDecided()) {
            return written.thenApply(
                    done -> {
                        throw new IllegalStateException("Axon completed without a decision");
                    });
        }
        try {
            return answer(partition, book, call, command, written);
        } catch (NotServingException e) {
            // The owner stepped down in this turn, perhaps with the command's events on their way.
            return command.isAppended()
                    ? CompletableFuture.failedFuture(
                            new OutcomeUnknownException("the owner stepped down", e))
                    : CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Answer> answer(
            int partition,
            String book,
            CommandCall call,
            BookCommand command,
            CompletableFuture<Void> written) {
        CompletableFuture<Void> durable =
                command.isAppended() ? written : dispatcher.node().durable(partition);
        CommandReply.Builder last = CommandReply.newBuilder().setBook(book);
        // Of another outcome nothing is asked: an owner that steps down now must not hide it.
        if (command.outcome() instanceof Outcome.Accepted) {
            BookPosition position = dispatcher.node().position(book);
            last.setSequence(position.sequence()).setHash(position.hash());
        }
        return answer(partition, call, command.outcome(), last, durable);
    }

    /**
     * The answer to a command that was decided; on the loop, in the same turn.
     *
     * @param written names the last record that it wrote; of a dry run the book's last
     * @param durable done when what the answer rests on is
     */
    CompletableFuture<Answer> answer(
            int partition,
            CommandCall call,
            Outcome outcome,
            CommandReply.Builder written,
            CompletableFuture<Void> durable) {
        String book = written.getBook();
        return switch (outcome) {
            case Outcome.Accepted accepted -> {
                CommandReply reply =
                        Replies.reply(
                                book,
                                written.getSequence(),
                                written.getHash(),
                                accepted.id(),
                                false);
                yield call.dryRun()
                        ? done(reply.toBuilder().setDryRun(DryRuns.of(accepted)).build(), durable)
                        : accepted(partition, call, book, reply, durable);
            }
            case Outcome.Repeated repeated -> {
                CommandReply reply =
                        Replies.reply(
                                book,
                                repeated.sequence(),
                                repeated.recordHash(),
                                repeated.id(),
                                true);
                yield call.dryRun()
                        ? done(
                                reply.toBuilder().setDryRun(DryRun.getDefaultInstance()).build(),
                                durable)
                        : accepted(partition, call, book, reply, durable);
            }
            case Outcome.Refused refused ->
                    durable.thenApply(
                            done -> new Answer.Refused(refused.code(), refused.parameters()));
        };
    }

    private static CompletableFuture<Answer> done(
            CommandReply reply, CompletableFuture<Void> durable) {
        return durable.thenApply(done -> new Answer.Done(reply));
    }

    private CompletableFuture<Answer> accepted(
            int partition,
            CommandCall call,
            String book,
            CommandReply reply,
            CompletableFuture<Void> durable) {
        if (call.kind() == CommandKind.REQUEST_PAYMENT) {
            return payments.requested(
                    partition,
                    (Book) dispatcher.node().state(book),
                    (RequestPayment) call.command(),
                    call.arrivedMicros(),
                    reply,
                    durable);
        }
        if (call.kind() == CommandKind.SEND_TO_BOOK) {
            BookTransferResult result =
                    interbook.sent(partition, (Book) dispatcher.node().state(book), reply.getId());
            Answer answer = new Answer.Done(reply.toBuilder().setBookTransfer(result).build());
            return durable.thenApply(done -> answer);
        }
        if (call.kind() == CommandKind.CREATE_SUBSCRIPTION && !reply.getRepeated()) {
            String secret = secrets.ofSubscription(reply.getId());
            return done(reply.toBuilder().setSecret(secret).build(), durable);
        }
        if (call.kind() == CommandKind.GET_SPENDING_LIMIT) {
            Book state = (Book) dispatcher.node().state(book);
            CommandReply.Builder told = reply.toBuilder();
            state.limitUse(reply.getId(), state.now(call.arrivedMicros()))
                    .ifPresent(told::setLimitUse);
            return done(told.build(), durable);
        }
        if (call.kind() == CommandKind.MOVE_TEST_CLOCK) {
            return clockMoved(partition, book, reply, durable);
        }
        return done(reply, durable);
    }

    /** What became due is written before the answer, whose position includes it. */
    private CompletableFuture<Answer> clockMoved(
            int partition, String book, CommandReply reply, CompletableFuture<Void> durable) {
        if (!timers.fire(book)) {
            return durable.thenApply(done -> new Answer.Done(reply));
        }
        String reached = Replies.position(book, dispatcher.node().position(book).sequence());
        Answer answer = new Answer.Done(reply.toBuilder().setPosition(reached).build());
        return dispatcher.node().durable(partition).thenApply(done -> answer);
    }
}
