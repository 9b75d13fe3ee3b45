package dev.weir.command.grpc;

import dev.weir.command.api.BearerToken;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.routing.Peers;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import dev.weir.contract.internal.v1.ForwardServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The other nodes over gRPC: one channel each, with a bound on what is under way. */
public final class GrpcPeers implements Peers {
    /**
     * Calls under way to one node; past it a caller is told at once. The loop of a partition holds
     * 4,096 commands, and live payments wait up to their deadline.
     */
    private static final int IN_FLIGHT_MAX = 4_096;

    /** Addresses that channels are kept for; nodes that were replaced leave theirs behind. */
    private static final int CHANNELS_MAX = 64;

    /** A batch of 8 MiB and what is around it. */
    private static final int MESSAGE_BYTES_MAX = 9 << 20;

    /**
     * The least that gRPC takes. A node that is cut off is noticed after both; the callers of a
     * frozen one have a deadline of their own.
     */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final long KEEP_ALIVE_ANSWER_SECONDS = 2;
    private static final long IDLE_MINUTES = 5;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final int inFlightMax;

    private record Peer(ManagedChannel channel, Semaphore inFlight) {}

    public GrpcPeers() {
        this(IN_FLIGHT_MAX);
    }

    GrpcPeers(int inFlightMax) {
        this.inFlightMax = inFlightMax;
    }

    @Override
    public CompletableFuture<ForwardReply> forward(
            String address, BearerToken token, ForwardRequest request, Duration patience) {
        Peer peer = peer(address);
        if (!peer.inFlight().tryAcquire()) {
            return CompletableFuture.failedFuture(new ServiceException(ServiceError.OVERLOADED));
        }
        AtomicBoolean sent = new AtomicBoolean();
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, token.header());
        CompletableFuture<ForwardReply> reply = new CompletableFuture<>();
        ClientCall<ForwardRequest, ForwardReply> call =
                io.grpc.ClientInterceptors.intercept(
                                peer.channel(),
                                io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(headers))
                        .newCall(
                                ForwardServiceGrpc.getForwardMethod(),
                                CallOptions.DEFAULT
                                        .withDeadlineAfter(
                                                patience.toMillis(), TimeUnit.MILLISECONDS)
                                        .withStreamTracerFactory(noting(sent)));
        ClientCalls.asyncUnaryCall(call, request, observer(peer, sent, reply));
        return reply;
    }

    @Override
    public void close() {
        peers.values().forEach(peer -> peer.channel().shutdownNow());
    }

    private Peer peer(String address) {
        if (peers.size() > CHANNELS_MAX) {
            forgetIdle();
        }
        return peers.computeIfAbsent(
                address,
                target ->
                        new Peer(
                                NettyChannelBuilder.forTarget(target)
                                        .usePlaintext()
                                        // Answers are handed on at once; nothing here blocks.
                                        .directExecutor()
                                        .disableRetry()
                                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                                        .keepAliveTimeout(
                                                KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                                        .idleTimeout(IDLE_MINUTES, TimeUnit.MINUTES)
                                        .build(),
                                new Semaphore(inFlightMax)));
    }

    private void forgetIdle() {
        peers.values()
                .removeIf(
                        peer -> {
                            boolean idle = peer.inFlight().availablePermits() == inFlightMax;
                            if (idle) {
                                peer.channel().shutdown();
                            }
                            return idle;
                        });
    }

    /** Notes whether anything of a call went out: only then its outcome can be unknown. */
    private static ClientStreamTracer.Factory noting(AtomicBoolean sent) {
        return new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(
                    ClientStreamTracer.StreamInfo info, Metadata headers) {
                return new ClientStreamTracer() {
                    @Override
                    public void outboundHeaders() {
                        sent.set(true);
                    }
                };
            }
        };
    }

    private static StreamObserver<ForwardReply> observer(
            Peer peer, AtomicBoolean sent, CompletableFuture<ForwardReply> reply) {
        return new StreamObserver<>() {
            private ForwardReply value;

            @Override
            public void onNext(ForwardReply next) {
                value = next;
            }

            @Override
            public void onError(Throwable failure) {
                peer.inFlight().release();
                if (!sent.get()) {
                    // A node that is back shall be found at the next call, not after minutes.
                    peer.channel().resetConnectBackoff();
                }
                reply.completeExceptionally(failureOf(failure, sent.get()));
            }

            @Override
            public void onCompleted() {
                peer.inFlight().release();
                reply.complete(value);
            }
        };
    }

    private static RuntimeException failureOf(Throwable failure, boolean sent) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        String code = trailers == null ? null : trailers.get(Replies.CODE);
        Optional<ServiceError> told =
                Arrays.stream(ServiceError.values())
                        .filter(error -> error.name().equals(code))
                        .findFirst();
        if (told.isPresent()) {
            return new ServiceException(told.get());
        }
        return sent
                ? new ServiceException(ServiceError.OUTCOME_UNKNOWN)
                : new NotSentException(failure.getMessage(), failure);
    }
}
