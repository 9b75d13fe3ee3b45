package dev.weir.command.grpc;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BatchCall;
import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.engine.Platform;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.command.payments.DecisionInput;
import dev.weir.command.support.TestTokens;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.log.Micros;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.StoreTopics;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A node as it runs, but for REST: platform, gRPC server and the way to the other nodes. */
final class TestNode implements AutoCloseable {
    private final Platform platform;
    private final String address;
    private final Server server;
    private final BearerToken token;
    private boolean closed;

    TestNode(
            String name,
            int partitions,
            TestTokens tokens,
            Function<EventStoreSettings, EventStoreNode> stores,
            Optional<DecisionInput> decisions) {
        int port = freePort();
        this.address = "127.0.0.1:" + port;
        this.token = tokens.token(Set.of("writer", "admin"), Set.of("*"));
        this.platform =
                new Platform(
                        new Platform.Surroundings(
                                name,
                                address,
                                Optional.empty(),
                                StoreTopics.WEIR,
                                partitions,
                                InstantSource.system(),
                                () -> UUID.randomUUID().toString()),
                        stores,
                        decisions,
                        new CommandMetrics(new SimpleMeterRegistry()),
                        new Platform.Neighbours(
                                new GrpcPeers(), tokens.token(Set.of("node"), Set.of("*"))));
        try {
            this.server =
                    NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                            .addService(
                                    ServerInterceptors.intercept(
                                            new ForwardGrpcService(
                                                    platform.node(),
                                                    platform.localDesk(),
                                                    platform.localBooks()),
                                            new TokenInterceptor(
                                                    tokens.check(), InstantSource.system())))
                            .permitKeepAliveTime(1, TimeUnit.SECONDS)
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Platform platform() {
        return platform;
    }

    EventStoreNode node() {
        return platform.node();
    }

    String address() {
        return address;
    }

    CompletableFuture<Answer> begin(Message command, String key, BearerToken as) {
        return begin(command, key, false, as);
    }

    /** What the command would come to; as {@link #send}. */
    Answer dry(Message command, String key) {
        return begin(command, key, true, token).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<Answer> begin(
            Message command, String key, boolean dryRun, BearerToken as) {
        return platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                key,
                                "tester",
                                Micros.of(InstantSource.system().instant()),
                                dryRun,
                                as))
                .toCompletableFuture();
    }

    CompletableFuture<Answer> begin(Message command, String key) {
        return begin(command, key, token);
    }

    Answer send(Message command) {
        return begin(command, "").orTimeout(30, TimeUnit.SECONDS).join();
    }

    BatchReply batch(Batch batch) {
        return batch(batch, "");
    }

    BatchReply batch(Batch batch, String key) {
        return platform.desk()
                .executeBatch(
                        new BatchCall(
                                batch.getBookId(),
                                batch,
                                key,
                                "tester",
                                Micros.of(InstantSource.system().instant()),
                                token))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** The gRPC server goes first, as in the service. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            server.shutdownNow();
            platform.close();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
