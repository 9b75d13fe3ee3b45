package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.Problem;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.BatchOutcome;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.domain.Book;
import dev.weir.domain.CommandHash;
import dev.weir.domain.CommandRow;
import dev.weir.domain.Outcome;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.BookPosition;
import dev.weir.eventstore.Lane;
import dev.weir.eventstore.NotServingException;
import dev.weir.eventstore.OutcomeUnknownException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Many commands of a book. They take the loop in chunks, each of them one dispatch through Axon and
 * one append, so that decisions of payments get between, and all their events are on their way
 * before the first commit is waited for. An atomic batch is one chunk.
 */
final class BatchRun {
    static final int ITEMS_MAX = 1_000;

    /** At some 20 microseconds a command a chunk holds up the priority lane for 2 ms at most. */
    private static final int CHUNK_ITEMS = 100;

    /** All of an atomic batch is decided in one turn of the loop: 5 ms at most. */
    static final int ATOMIC_ITEMS_MAX = 250;

    private final BookDispatcher dispatcher;
    private final CommandTurn turn;
    private final Supplier<String> ids;

    /**
     * Who sends a batch, and where to.
     *
     * @param key idempotency key of an atomic batch, may be empty
     */
    record Sender(int partition, String book, String key, String subject, long arrivedMicros) {}

    BatchRun(BookDispatcher dispatcher, CommandTurn turn, Supplier<String> ids) {
        this.dispatcher = dispatcher;
        this.turn = turn;
        this.ids = ids;
    }

    CompletableFuture<BatchReply> run(Sender sender, Batch batch) {
        if (batch.getItemsCount() == 0 || batch.getItemsCount() > ITEMS_MAX) {
            return CompletableFuture.failedFuture(wrongSize(batch, ITEMS_MAX));
        }
        List<CompletableFuture<Answer>> answers = new ArrayList<>(batch.getItemsCount());
        for (int from = 0; from < batch.getItemsCount(); from += CHUNK_ITEMS) {
            int until = Math.min(batch.getItemsCount(), from + CHUNK_ITEMS);
            List<Item> chunk = new ArrayList<>(until - from);
            for (BatchItem item : batch.getItemsList().subList(from, until)) {
                Item prepared = prepare(sender, item, batch, ids.get());
                chunk.add(prepared);
                answers.add(prepared.answer());
            }
            dispatcher
                    .<Void>onLoop(
                            sender.partition(),
                            Lane.NORMAL,
                            () -> runChunk(sender, chunk, batch.getDryRun()))
                    .whenComplete((done, failure) -> failAll(chunk, failure));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> reply(answers));
    }

    CompletableFuture<BatchReply> runAtomic(Sender sender, Batch batch) {
        if (batch.getItemsCount() == 0 || batch.getItemsCount() > ATOMIC_ITEMS_MAX) {
            return CompletableFuture.failedFuture(wrongSize(batch, ATOMIC_ITEMS_MAX));
        }
        String hash = CommandHash.of(batch.toBuilder().clearDryRun().build());
        AtomicIds newIds = AtomicIds.of(sender.key(), hash, ids);
        List<Item> items = new ArrayList<>(batch.getItemsCount());
        for (int i = 0; i < batch.getItemsCount(); i++) {
            Item item = prepare(sender, batch.getItems(i), batch, newIds.ofItem(i));
            if (item.answer().isDone()) {
                return CompletableFuture.completedFuture(
                        failed(batch, i, (Answer.Refused) item.answer().join()));
            }
            items.add(item);
        }
        return dispatcher.onLoop(
                sender.partition(), Lane.NORMAL, () -> atomicTurn(sender, batch, hash, items));
    }

    /** The answer to a batch of which no item can be carried out. */
    static BatchReply allRefused(Batch batch, Answer refusal) {
        BatchReply.Builder reply = BatchReply.newBuilder();
        batch.getItemsList().forEach(item -> reply.addOutcomes(outcome(refusal)));
        return reply.build();
    }

    private CompletableFuture<Void> runChunk(Sender sender, List<Item> chunk, boolean dry) {
        List<Item> open = chunk.stream().filter(item -> !item.answer().isDone()).toList();
        if (open.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        BulkOrder order = order(sender, open, false, dry);
        Written written = dispatch(sender, order, BookCommand.Origin.INTERNAL);
        CompletableFuture<Void> durable =
                order.items().stream().anyMatch(BookCommand::isAppended)
                        ? written.done()
                        : dispatcher.node().durable(sender.partition());
        for (int i = 0; i < open.size(); i++) {
            answer(sender, open.get(i), order.items().get(i), written, durable);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void answer(
            Sender sender,
            Item item,
            BookCommand command,
            Written written,
            CompletableFuture<Void> durable) {
        try {
            turn.answer(
                            sender.partition(),
                            item.call(),
                            written.known(command.outcome()),
                            written.last(sender.book(), command),
                            durable)
                    .whenComplete(item::complete);
        } catch (NotServingException e) {
            item.complete(null, steppedDown(e, command));
        } catch (RuntimeException e) {
            item.complete(null, e);
        }
    }

    private CompletableFuture<BatchReply> atomicTurn(
            Sender sender, Batch batch, String hash, List<Item> items) {
        BulkOrder order = order(sender, items, true, batch.getDryRun());
        BookCommand command =
                new BookCommand(
                        sender.book(),
                        order,
                        new BookCommand.Origin(
                                sender.arrivedMicros(),
                                sender.subject(),
                                sender.key(),
                                hash,
                                "",
                                batch.getDryRun()));
        Written written = dispatch(sender, command);
        try {
            CompletableFuture<Void> durable =
                    command.isAppended()
                            ? written.done()
                            : dispatcher.node().durable(sender.partition());
            BatchReply reply =
                    switch (command.outcome()) {
                        case Outcome.Accepted accepted -> accepted(sender, order, items, written);
                        case Outcome.Repeated repeated -> repeated(sender, batch, items, repeated);
                        case Outcome.Refused refused -> refused(batch, refused);
                    };
            return durable.thenApply(done -> reply);
        } catch (NotServingException e) {
            return CompletableFuture.failedFuture(steppedDown(e, command));
        }
    }

    /** The owner stepped down in this turn, perhaps with the command's events on their way. */
    private static RuntimeException steppedDown(NotServingException e, BookCommand command) {
        return command.isAppended() ? new OutcomeUnknownException("the owner stepped down", e) : e;
    }

    private BatchReply accepted(Sender sender, BulkOrder order, List<Item> items, Written written) {
        BookPosition last = dispatcher.node().position(sender.book());
        CommandReply.Builder run =
                CommandReply.newBuilder()
                        .setBook(sender.book())
                        .setSequence(last.sequence())
                        .setHash(last.hash());
        List<CompletableFuture<Answer>> answers = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            answers.add(
                    turn.answer(
                            sender.partition(),
                            items.get(i).call(),
                            written.known(order.items().get(i).outcome()),
                            run,
                            CompletableFuture.completedFuture(null)));
        }
        return reply(answers);
    }

    private static BatchReply repeated(
            Sender sender, Batch batch, List<Item> items, Outcome.Repeated repeated) {
        BatchReply.Builder reply = BatchReply.newBuilder();
        for (int i = 0; i < items.size(); i++) {
            String given = BatchItems.idOf(batch.getItems(i));
            CommandReply again =
                    Replies.reply(
                            sender.book(),
                            repeated.sequence(),
                            repeated.recordHash(),
                            given.isEmpty() ? items.get(i).origin().newId() : given,
                            true);
            reply.addOutcomes(outcome(new Answer.Done(again)));
        }
        return reply.setPosition(Replies.position(sender.book(), repeated.sequence())).build();
    }

    private BatchReply refused(Batch batch, Outcome.Refused refused) {
        Map<String, String> parameters = new HashMap<>(refused.parameters());
        String item = parameters.remove(BulkDecision.ITEM);
        Answer.Refused refusal = new Answer.Refused(refused.code(), parameters);
        return item == null
                ? allRefused(batch, refusal)
                : failed(batch, Integer.parseInt(item), refusal);
    }

    /** The answer to an atomic batch for which nothing was done because of one item. */
    private static BatchReply failed(Batch batch, int failedItem, Answer.Refused refusal) {
        Answer others =
                new Answer.Refused(
                        RefusalCode.BATCH_ITEM_REFUSED,
                        Map.of(
                                "item",
                                Integer.toString(failedItem),
                                "code",
                                refusal.code().name()));
        BatchReply.Builder reply = BatchReply.newBuilder().setFailedItem(failedItem);
        for (int i = 0; i < batch.getItemsCount(); i++) {
            reply.addOutcomes(outcome(i == failedItem ? refusal : others));
        }
        return reply.build();
    }

    private BulkOrder order(Sender sender, List<Item> items, boolean atomic, boolean dry) {
        return new BulkOrder(
                items.stream()
                        .map(
                                item ->
                                        new BookCommand(
                                                sender.book(),
                                                item.call().command(),
                                                item.origin()))
                        .toList(),
                atomic,
                dry);
    }

    private Written dispatch(Sender sender, BulkOrder order, BookCommand.Origin origin) {
        return dispatch(sender, new BookCommand(sender.book(), order, origin));
    }

    /** Throws what the append failed with, if it was refused at once. */
    private Written dispatch(Sender sender, BookCommand command) {
        Book state = (Book) dispatcher.node().state(sender.book());
        BookPosition before = dispatcher.node().position(sender.book());
        state.note();
        CompletableFuture<Void> done;
        List<String> hashes;
        try {
            done = dispatcher.dispatch(command);
        } finally {
            hashes = state.noted();
        }
        if (done.isCompletedExceptionally()) {
            done.join();
        }
        return new Written(before, hashes, done);
    }

    /**
     * What a dispatch wrote.
     *
     * @param before the book's last record before it
     * @param hashes of the records behind it
     */
    private record Written(BookPosition before, List<String> hashes, CompletableFuture<Void> done) {

        /** The outcome with the hash of a record that was written by the same dispatch. */
        Outcome known(Outcome outcome) {
            return outcome instanceof Outcome.Repeated repeated
                            && repeated.recordHash().equals(CommandRow.UNWRITTEN)
                    ? new Outcome.Repeated(
                            repeated.id(), repeated.sequence(), hash(repeated.sequence()))
                    : outcome;
        }

        /** The last record that a command wrote; where it wrote none, the one before. */
        CommandReply.Builder last(String book, BookCommand command) {
            CommandReply.Builder reply = CommandReply.newBuilder().setBook(book);
            return command.isAppended() && command.sequence() >= 0
                    ? reply.setSequence(command.sequence()).setHash(hash(command.sequence()))
                    : reply.setSequence(before.sequence()).setHash(before.hash());
        }

        /** Empty in a dry run, which writes none. */
        private String hash(long sequence) {
            int index = Math.toIntExact(sequence - before.sequence() - 1);
            return index < hashes.size() ? hashes.get(index) : "";
        }
    }

    private Item prepare(Sender sender, BatchItem item, Batch batch, String newId) {
        Optional<Answer> refused = BatchItems.refuse(item, batch.getAtomic());
        if (refused.isPresent()) {
            return new Item(null, null, CompletableFuture.completedFuture(refused.get()));
        }
        Message command = BatchItems.commandOf(item);
        // Put into each command it would be copied twice: hashes leave it out again.
        String book = Fields.text(command, "book_id");
        if (!book.isEmpty() && !book.equals(sender.book())) {
            return new Item(
                    null,
                    null,
                    CompletableFuture.completedFuture(
                            BatchItems.invalid("book_id", "not the batch's book")));
        }
        CommandCall call =
                new CommandCall(
                        CommandKind.of(command),
                        sender.book(),
                        command,
                        item.getIdempotencyKey(),
                        sender.subject(),
                        sender.arrivedMicros(),
                        batch.getDryRun(),
                        BearerToken.NONE);
        return new Item(
                call,
                new BookCommand.Origin(
                        sender.arrivedMicros(),
                        sender.subject(),
                        item.getIdempotencyKey(),
                        CommandHash.of(command),
                        newId,
                        batch.getDryRun()),
                new CompletableFuture<>());
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

    private static ServiceException wrongSize(Batch batch, int itemsMax) {
        return new ServiceException(
                ServiceError.BODY_MALFORMED,
                Map.of(
                        "problem",
                        "1 to " + itemsMax + " items are taken, not " + batch.getItemsCount()));
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
