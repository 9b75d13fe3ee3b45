package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.FrontDoor;
import dev.weir.command.api.Problem;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.BatchOutcome;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Many commands of a book, one behind the other. They take the loop in chunks, so that decisions of
 * payments get between, and all their events are on their way before the first commit is waited
 * for.
 */
final class BatchRun {
    static final int ITEMS_MAX = 1_000;

    /** At some 20 microseconds a command a chunk holds up the priority lane for 2 ms at most. */
    private static final int CHUNK_ITEMS = 100;

    private final BookDispatcher dispatcher;
    private final CommandTurn turn;
    private final Origins origins;

    /** Makes the origin of an item. */
    interface Origins {
        BookCommand.Origin of(Message command, String key, String subject, long arrivedMicros);
    }

    BatchRun(BookDispatcher dispatcher, CommandTurn turn, Origins origins) {
        this.dispatcher = dispatcher;
        this.turn = turn;
        this.origins = origins;
    }

    CompletableFuture<BatchReply> run(
            int partition, String book, Batch batch, String subject, long arrivedMicros) {
        if (batch.getItemsCount() == 0 || batch.getItemsCount() > ITEMS_MAX) {
            return CompletableFuture.failedFuture(wrongSize(batch));
        }
        List<CompletableFuture<Answer>> answers = new ArrayList<>(batch.getItemsCount());
        for (int from = 0; from < batch.getItemsCount(); from += CHUNK_ITEMS) {
            int until = Math.min(batch.getItemsCount(), from + CHUNK_ITEMS);
            List<Item> chunk = new ArrayList<>(until - from);
            for (BatchItem item : batch.getItemsList().subList(from, until)) {
                Item prepared = prepare(book, item, subject, arrivedMicros);
                chunk.add(prepared);
                answers.add(prepared.answer());
            }
            dispatcher
                    .<Void>onLoop(partition, Lane.NORMAL, () -> runChunk(partition, book, chunk))
                    .whenComplete((done, failure) -> failAll(chunk, failure));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> reply(answers));
    }

    /** The answer to a batch of which no item can be carried out. */
    static BatchReply allRefused(Batch batch, Answer refusal) {
        BatchReply.Builder reply = BatchReply.newBuilder();
        batch.getItemsList().forEach(item -> reply.addOutcomes(outcome(refusal)));
        return reply.build();
    }

    private CompletableFuture<Void> runChunk(int partition, String book, List<Item> chunk) {
        for (Item item : chunk) {
            if (item.answer().isDone()) {
                continue;
            }
            try {
                turn.run(partition, book, item.call(), item.origin()).whenComplete(item::complete);
            } catch (RuntimeException e) {
                item.complete(null, e);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private Item prepare(String book, BatchItem item, String subject, long arrivedMicros) {
        Optional<Answer> refused = refuse(item);
        if (refused.isPresent()) {
            return new Item(null, null, CompletableFuture.completedFuture(refused.get()));
        }
        try {
            Message command = Fields.withAddress(commandOf(item), "book_id", book);
            CommandCall call =
                    new CommandCall(
                            CommandKind.of(command),
                            book,
                            command,
                            item.getIdempotencyKey(),
                            subject,
                            arrivedMicros);
            return new Item(
                    call,
                    origins.of(command, call.key(), subject, arrivedMicros),
                    new CompletableFuture<>());
        } catch (ServiceException e) {
            return new Item(
                    null,
                    null,
                    CompletableFuture.completedFuture(invalid("book_id", "not the batch's book")));
        }
    }

    private static Optional<Answer> refuse(BatchItem item) {
        Optional<String> keyProblem = FrontDoor.keyProblem(item.getIdempotencyKey());
        if (keyProblem.isPresent()) {
            return Optional.of(invalid("idempotency_key", keyProblem.get()));
        }
        if (item.getCommandCase() == BatchItem.CommandCase.COMMAND_NOT_SET) {
            return Optional.of(
                    new Answer.Refused(RefusalCode.FIELD_MISSING, Map.of("field", "command")));
        }
        if (item.getCommandCase() == BatchItem.CommandCase.PAYMENT
                && item.getPayment().getMode() != DecisionMode.REPLAYED
                && item.getPayment().getMode() != DecisionMode.HISTORY) {
            return Optional.of(invalid("mode", "a batch takes REPLAYED and HISTORY only"));
        }
        return Optional.empty();
    }

    private static Message commandOf(BatchItem item) {
        return switch (item.getCommandCase()) {
            case OPEN_ACCOUNT -> item.getOpenAccount();
            case TRANSFER -> item.getTransfer();
            case DEPOSIT -> item.getDeposit();
            case WITHDRAW -> item.getWithdraw();
            case PAYMENT -> item.getPayment();
            case CHARGEBACK -> item.getChargeback();
            case COMMAND_NOT_SET -> throw new IllegalStateException("refused before");
        };
    }

    private static void failAll(List<Item> chunk, Throwable failure) {
        if (failure != null) {
            chunk.forEach(item -> item.complete(null, failure));
        }
    }

    private static BatchReply reply(List<CompletableFuture<Answer>> answers) {
        BatchReply.Builder reply = BatchReply.newBuilder();
        long last = -1;
        for (CompletableFuture<Answer> future : answers) {
            Answer answer = future.join();
            reply.addOutcomes(outcome(answer));
            if (answer instanceof Answer.Done done && done.reply().getSequence() > last) {
                last = done.reply().getSequence();
                reply.setPosition(done.reply().getPosition());
            }
        }
        return reply.build();
    }

    private static BatchOutcome outcome(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> BatchOutcome.newBuilder().setAccepted(done.reply()).build();
            case Answer.Refused refused ->
                    BatchOutcome.newBuilder()
                            .setRefused(
                                    Problem.of(refused.code(), refused.parameters()).asRefusal())
                            .build();
        };
    }

    private static ServiceException wrongSize(Batch batch) {
        return new ServiceException(
                ServiceError.BODY_MALFORMED,
                Map.of(
                        "problem",
                        "1 to " + ITEMS_MAX + " items are taken, not " + batch.getItemsCount()));
    }

    private static Answer invalid(String field, String problem) {
        return new Answer.Refused(
                RefusalCode.FIELD_INVALID, Map.of("field", field, "problem", problem));
    }

    private record Item(
            CommandCall call, BookCommand.Origin origin, CompletableFuture<Answer> answer) {
        void complete(Answer value, Throwable failure) {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(Failures.translate(failure));
            }
        }
    }
}
