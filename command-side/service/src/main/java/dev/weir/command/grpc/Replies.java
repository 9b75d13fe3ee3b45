package dev.weir.command.grpc;

import dev.weir.command.api.Answer;
import dev.weir.command.api.Problem;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.contract.commands.v1.CommandReply;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers and problems as gRPC tells them: the code begins the message and stands in a trailer. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    static final Metadata.Key<String> CODE =
            Metadata.Key.of("weir-code", Metadata.ASCII_STRING_MARSHALLER);

    private Replies() {}

    /** Runs the call; what it throws becomes a status. */
    static void guarded(StreamObserver<?> observer, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            observer.onError(failure(e));
        }
    }

    static void sendAnswer(CompletionStage<Answer> answer, StreamObserver<CommandReply> observer) {
        answer.whenComplete(
                (value, failure) -> {
                    if (failure != null) {
                        observer.onError(failure(failure));
                        return;
                    }
                    switch (value) {
                        case Answer.Done done -> {
                            observer.onNext(done.reply());
                            observer.onCompleted();
                        }
                        case Answer.Refused refused ->
                                observer.onError(
                                        status(Problem.of(refused.code(), refused.parameters())));
                    }
                });
    }

    static <T> void send(CompletionStage<T> reply, StreamObserver<T> observer) {
        reply.whenComplete(
                (value, failure) -> {
                    if (failure != null) {
                        observer.onError(failure(failure));
                    } else {
                        observer.onNext(value);
                        observer.onCompleted();
                    }
                });
    }

    static StatusRuntimeException status(Problem problem) {
        return Status.fromCode(problem.grpcStatus())
                .withDescription(problem.code() + ": " + problem.message())
                .asRuntimeException(trailers(problem));
    }

    static Metadata trailers(Problem problem) {
        Metadata trailers = new Metadata();
        trailers.put(CODE, problem.code());
        return trailers;
    }

    static StatusRuntimeException failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof ServiceException service) {
            return status(Problem.of(service));
        }
        LOG.error("a gRPC call failed", cause);
        return status(Problem.of(ServiceError.INTERNAL, Map.of()));
    }
}
