package dev.weir.command.grpc;

import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.FrontDoor;
import dev.weir.command.api.Problem;
import dev.weir.command.api.ServiceException;
import dev.weir.contract.commands.v1.CommandServiceGrpc;
import dev.weir.contract.internal.v1.ForwardServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Set;

/** Token check of gRPC calls; reflection and health need none, as {@code /q/*} over REST. */
@GlobalInterceptor
@ApplicationScoped
public class TokenInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> IDEMPOTENCY_KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> DRY_RUN =
            Metadata.Key.of("weir-dry-run", Metadata.ASCII_STRING_MARSHALLER);

    private static final Set<String> GUARDED =
            Set.of(CommandServiceGrpc.SERVICE_NAME, ForwardServiceGrpc.SERVICE_NAME);

    private final TokenCheck tokens;
    private final InstantSource clock;

    @Inject
    public TokenInterceptor(TokenCheck tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!GUARDED.contains(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        try {
            CallContext context =
                    new CallContext(
                            tokens.callerOf(headers.get(AUTHORIZATION)),
                            headers.get(IDEMPOTENCY_KEY),
                            FrontDoor.isDryRun(headers.get(DRY_RUN)),
                            clock.instant());
            return Contexts.interceptCall(
                    Context.current().withValue(CallContext.KEY, context), call, headers, next);
        } catch (ServiceException e) {
            Problem problem = Problem.of(e);
            call.close(
                    Status.fromCode(problem.grpcStatus())
                            .withDescription(problem.code() + ": " + problem.message()),
                    Replies.trailers(problem));
            return new ServerCall.Listener<>() {};
        }
    }
}
