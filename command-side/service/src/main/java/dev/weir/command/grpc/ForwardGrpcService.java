package dev.weir.command.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.command.access.Caller;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandDesk;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.FrontDoor;
import dev.weir.command.api.Problem;
import dev.weir.command.api.Role;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.engine.Platform;
import dev.weir.command.interbook.BookPort;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.internal.v1.ForwardFailure;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import dev.weir.contract.internal.v1.ForwardServiceGrpc;
import dev.weir.eventstore.EventStoreNode;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands that came in at another node. They are carried out by this node's own desk or not at
 * all: there is no way from here to a third node. The caller's token, role and books are checked as
 * if the call had come to this node.
 */
@GrpcService
public class ForwardGrpcService extends ForwardServiceGrpc.ForwardServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardGrpcService.class);

    private final EventStoreNode node;
    private final FrontDoor door;
    private final BookPort localBooks;

    @Inject
    public ForwardGrpcService(Platform platform) {
        this(platform.node(), platform.localDesk(), platform.localBooks());
    }

    ForwardGrpcService(EventStoreNode node, CommandDesk localDesk, BookPort localBooks) {
        this.node = node;
        this.localBooks = localBooks;
        this.door = new FrontDoor(localDesk);
    }

    @Override
    public void forward(ForwardRequest request, StreamObserver<ForwardReply> observer) {
        try {
            carryOut(request)
                    .whenComplete(
                            (reply, failure) ->
                                    answer(
                                            observer,
                                            failure == null
                                                    ? reply
                                                    : failed(request.getPartition(), failure)));
        } catch (RuntimeException e) {
            answer(observer, failed(request.getPartition(), e));
        }
    }

    private CompletionStage<ForwardReply> carryOut(ForwardRequest request) {
        Message command = read(request);
        boolean betweenBooks = BookPort.byName(request.getCommandType()).isPresent();
        CallContext call = CallContext.current();
        Caller caller = call.caller();
        if (betweenBooks) {
            caller.requireRole(Role.NODE);
        } else if (!caller.roles().contains(Role.NODE.claim())) {
            caller.requireRole(CommandKind.of(command).role());
        }
        caller.requireBook(
                betweenBooks
                        ? Fields.text(command, "book_id")
                        : CommandKind.of(command).coveredBook(command));
        if (request.getFromNode().isEmpty()) {
            throw malformed("from_node is missing: clients call CommandService");
        }
        if (node.epoch(request.getPartition()) != request.getOwnerEpoch()) {
            throw new ServiceException(
                    node.partitions().contains(request.getPartition())
                                    && node.epoch(request.getPartition()) == 0
                            ? ServiceError.STARTING
                            : ServiceError.NOT_OWNER);
        }
        if (betweenBooks) {
            return localBooks
                    .send(Fields.text(command, "book_id"), command)
                    .thenApply(ForwardGrpcService::done);
        }
        Instant arrived =
                call.arrived().minus(Duration.ofNanos(Math.max(0, request.getAgeMicros()) * 1_000));
        if (command instanceof Batch batch) {
            return door.batch(
                            batch,
                            request.getIdempotencyKey(),
                            request.getDryRun(),
                            caller.subject(),
                            arrived,
                            caller.token())
                    .thenApply(ForwardGrpcService::done);
        }
        return door.command(
                        command,
                        request.getIdempotencyKey(),
                        request.getDryRun(),
                        caller.subject(),
                        arrived,
                        caller.token())
                .answer()
                .thenApply(ForwardGrpcService::done);
    }

    private static Message read(ForwardRequest request) {
        Message prototype =
                CommandKind.byName(request.getCommandType())
                        .map(CommandKind::prototype)
                        .or(() -> BookPort.byName(request.getCommandType()))
                        .orElseThrow(() -> malformed(request.getCommandType() + " is no command"));
        try {
            return prototype.getParserForType().parseFrom(request.getCommand());
        } catch (InvalidProtocolBufferException e) {
            throw malformed("the command is no " + request.getCommandType());
        }
    }

    private static ServiceException malformed(String problem) {
        return new ServiceException(ServiceError.BODY_MALFORMED, Map.of("problem", problem));
    }

    private static ForwardReply done(BatchReply reply) {
        return ForwardReply.newBuilder().setBatch(reply).build();
    }

    private static ForwardReply done(CreditAnswer answer) {
        return ForwardReply.newBuilder().setCredit(answer).build();
    }

    private static ForwardReply done(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> ForwardReply.newBuilder().setDone(done.reply()).build();
            case Answer.Refused refused ->
                    ForwardReply.newBuilder()
                            .setRefused(
                                    Problem.of(refused.code(), refused.parameters()).asRefusal())
                            .build();
        };
    }

    private ForwardReply failed(int partition, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        ForwardFailure.Builder failed = ForwardFailure.newBuilder();
        if (cause instanceof ServiceException service) {
            failed.setCode(service.error().name()).putAllParameters(service.parameters());
            if (service.error() == ServiceError.NOT_OWNER) {
                node.owners().of(partition).ifPresent(failed::setOwner);
            }
        } else {
            LOG.error("a forwarded command failed", cause);
            failed.setCode(ServiceError.INTERNAL.name());
        }
        return ForwardReply.newBuilder().setFailed(failed).build();
    }

    private static void answer(StreamObserver<ForwardReply> observer, ForwardReply reply) {
        observer.onNext(reply);
        observer.onCompleted();
    }
}
