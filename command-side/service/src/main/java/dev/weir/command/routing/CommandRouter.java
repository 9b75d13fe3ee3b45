package dev.weir.command.routing;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BatchCall;
import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandDesk;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.interbook.BookPort;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.Refusal;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.internal.v1.ForwardFailure;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.PartitionOwner;
import dev.weir.domain.Limits;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.EventStoreNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The desk of the whole platform, on each of its nodes: what is this node's own goes to the desk
 * here, the rest one hop to the owner of its book. An owner that says it is none is believed; then
 * the directory is read again and one other try is made, unless the first may have had an effect.
 */
public final class CommandRouter implements CommandDesk {
    /**
     * How long an owner elsewhere may take for a command. It answers in milliseconds, so one that
     * does not is frozen or cut off, and its partition another node's after the group's session of
     * 3 s. gRPC hands the deadline on to the owner.
     */
    private static final Duration PATIENCE = Duration.ofMillis(4_500);

    /** A batch of 1,000 commands takes its turns among others, on a busy machine some seconds. */
    private static final Duration BATCH_PATIENCE = Duration.ofSeconds(10);

    private final Node self;
    private final EventStoreNode node;
    private final BookFinder finder;
    private final CommandDesk local;
    private final BookPort localBooks;
    private final Peers peers;
    private final InstantSource clock;
    private final CommandMetrics metrics;

    /**
     * This node among the others.
     *
     * @param name as it stands in weir.owners
     * @param token its own, with the role node, for commands that no client sent; may be none
     */
    public record Node(String name, BearerToken token) {}

    public CommandRouter(
            Node self,
            EventStoreNode node,
            CommandDesk local,
            BookPort localBooks,
            Peers peers,
            InstantSource clock,
            CommandMetrics metrics) {
        this.self = self;
        this.node = node;
        this.finder = new BookFinder(node);
        this.local = local;
        this.localBooks = localBooks;
        this.peers = peers;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Answer> execute(CommandCall call) {
        return route(
                new Errand<>(
                        call.ownerBook(),
                        call.command(),
                        call.key(),
                        call.dryRun(),
                        call.token(),
                        call.arrivedMicros(),
                        patience(call.command()),
                        () -> local.execute(call),
                        CommandRouter::answerOf));
    }

    @Override
    public CompletableFuture<BatchReply> executeBatch(BatchCall call) {
        return route(
                new Errand<>(
                        call.book(),
                        call.batch(),
                        call.key(),
                        call.batch().getDryRun(),
                        call.token(),
                        call.arrivedMicros(),
                        BATCH_PATIENCE,
                        () -> local.executeBatch(call),
                        ForwardReply::getBatch));
    }

    /**
     * Sends a command that no client sent to whichever node owns the book, in this node's own name.
     * Repeated with the same key it gets the same answer.
     *
     * @param book the command's own
     * @param key idempotency key; must not be empty, since an outcome can be unknown
     */
    public CompletableFuture<Answer> send(String book, Message command, String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a command between nodes needs a key");
        }
        return execute(
                new CommandCall(
                        CommandKind.of(command),
                        book,
                        command,
                        key,
                        self.name(),
                        Micros.of(clock.instant()),
                        false,
                        self.token()));
    }

    /**
     * Hands a call between books to whichever node owns the receiving one, in this node's own name.
     * It has no idempotency key: it is idempotent for ever by the transfer that it names.
     *
     * @see BookPort#send
     */
    public CompletableFuture<CreditAnswer> call(String book, Message call) {
        return route(
                new Errand<>(
                        book,
                        call,
                        "",
                        false,
                        self.token(),
                        Micros.of(clock.instant()),
                        PATIENCE,
                        () -> localBooks.send(book, call),
                        ForwardReply::getCredit));
    }

    private <R> CompletableFuture<R> route(Errand<R> errand) {
        return finder.find(errand.book())
                .thenCompose(
                        partition ->
                                partition.isEmpty()
                                        // Says itself that there is no such book.
                                        ? errand.here().get()
                                        : go(errand, partition.getAsInt(), true));
    }

    private <R> CompletableFuture<R> go(Errand<R> errand, int partition, boolean mayTryAgain) {
        if (node.owns(partition)) {
            CompletableFuture<R> here = errand.here().get().toCompletableFuture();
            return here.exceptionallyCompose(
                    failure ->
                            mayTryAgain && isNotOwner(failure)
                                    ? goElsewhere(errand, partition)
                                    : CompletableFuture.failedFuture(failure));
        }
        Optional<PartitionOwner> owner =
                node.owners().of(partition).filter(known -> !known.getNode().equals(self.name()));
        if (owner.isEmpty()) {
            return mayTryAgain ? goElsewhere(errand, partition) : failed(ServiceError.STARTING);
        }
        return peers.forward(
                        owner.get().getAddress(),
                        errand.token(),
                        request(errand, partition, owner.get().getEpoch()),
                        errand.patience())
                .handle((reply, failure) -> new Attempt(owner.get(), reply, failure))
                .thenCompose(attempt -> after(attempt, errand, partition, mayTryAgain));
    }

    private record Attempt(PartitionOwner owner, ForwardReply reply, Throwable failure) {}

    private <R> CompletableFuture<R> after(
            Attempt attempt, Errand<R> errand, int partition, boolean mayTryAgain) {
        if (attempt.failure() != null) {
            Throwable cause = unwrapped(attempt.failure());
            if (!(cause instanceof Peers.NotSentException)) {
                metrics.forwarded(codeOf(cause));
                return CompletableFuture.failedFuture(cause);
            }
            metrics.forwarded("UNREACHABLE");
            return mayTryAgain ? goElsewhere(errand, partition) : failed(ServiceError.STARTING);
        }
        if (!attempt.reply().hasFailed()) {
            metrics.forwarded("OK");
            return CompletableFuture.completedFuture(errand.answerOf().apply(attempt.reply()));
        }
        ForwardFailure failure = attempt.reply().getFailed();
        metrics.forwarded(failure.getCode());
        if (!failure.getCode().equals(ServiceError.NOT_OWNER.name()) || !mayTryAgain) {
            return CompletableFuture.failedFuture(exceptionOf(failure));
        }
        if (failure.hasOwner() && failure.getOwner().getPartition() == partition) {
            node.owners().put(failure.getOwner());
        }
        boolean known =
                node.owners()
                        .of(partition)
                        .filter(owner -> !owner.equals(attempt.owner()))
                        .isPresent();
        return known ? go(errand, partition, false) : goElsewhere(errand, partition);
    }

    /** Once more, with the directory as it is now. */
    private <R> CompletableFuture<R> goElsewhere(Errand<R> errand, int partition) {
        return finder.refreshedIfPossible().thenCompose(done -> go(errand, partition, false));
    }

    private ForwardRequest request(Errand<?> errand, int partition, long epoch) {
        return ForwardRequest.newBuilder()
                .setFromNode(self.name())
                .setPartition(partition)
                .setOwnerEpoch(epoch)
                .setCommandType(errand.command().getDescriptorForType().getFullName())
                .setCommand(errand.command().toByteString())
                .setIdempotencyKey(errand.key())
                .setDryRun(errand.dryRun())
                .setAgeMicros(Math.max(0, Micros.of(clock.instant()) - errand.arrivedMicros()))
                .build();
    }

    private static Duration patience(Message command) {
        if (!(command instanceof RequestPayment payment)) {
            return PATIENCE;
        }
        int deadline =
                payment.getDeadlineMillis() == 0
                        ? Limits.DEADLINE_MILLIS
                        : payment.getDeadlineMillis();
        return PATIENCE.plusMillis(Math.max(0, deadline));
    }

    private static Answer answerOf(ForwardReply reply) {
        if (reply.hasDone()) {
            return new Answer.Done(reply.getDone());
        }
        Refusal refusal = reply.getRefused();
        RefusalCode code =
                named(RefusalCode.values(), refusal.getCode())
                        .orElseThrow(() -> new ServiceException(ServiceError.INTERNAL));
        return new Answer.Refused(code, refusal.getParametersMap());
    }

    private static ServiceException exceptionOf(ForwardFailure failure) {
        ServiceError error =
                named(ServiceError.values(), failure.getCode()).orElse(ServiceError.INTERNAL);
        return new ServiceException(error, failure.getParametersMap());
    }

    /** Absent: the other node is of a newer version and knows more. */
    private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
        return Arrays.stream(values).filter(value -> value.name().equals(name)).findFirst();
    }

    private static boolean isNotOwner(Throwable failure) {
        return codeOf(unwrapped(failure)).equals(ServiceError.NOT_OWNER.name());
    }

    private static String codeOf(Throwable failure) {
        return failure instanceof ServiceException service
                ? service.error().name()
                : ServiceError.INTERNAL.name();
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static <R> CompletableFuture<R> failed(ServiceError error) {
        return CompletableFuture.failedFuture(new ServiceException(error, Map.of()));
    }
}
