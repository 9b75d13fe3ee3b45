package dev.weir.command.grpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.command.api.BearerToken;
import dev.weir.command.routing.Peers;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import dev.weir.contract.internal.v1.ForwardServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller is told when another node does not answer. */
class GrpcPeersTest {
    private static final BearerToken TOKEN = new BearerToken("t");

    private final GrpcPeers peers = new GrpcPeers(1);
    private final CountDownLatch taken = new CountDownLatch(1);

    @AfterEach
    void close() {
        peers.close();
    }

    @Test
    void whatNeverLeftCanBeSentAgain() {
        assertThatThrownBy(
                        () -> forward("127.0.0.1:" + TestNode.freePort()).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Peers.NotSentException.class);
    }

    @Test
    void theOutcomeIsUnknownWhenTheNodeDiesWithTheCommand() throws Exception {
        Server server = silentServer();
        CompletableFuture<ForwardReply> reply = forward("127.0.0.1:" + server.getPort());
        taken.await(20, TimeUnit.SECONDS);
        server.shutdownNow();

        assertThatThrownBy(() -> reply.get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage("OUTCOME_UNKNOWN");
    }

    @Test
    void theOutcomeIsUnknownWhenNoAnswerComesInTime() throws Exception {
        Server server = silentServer();
        CompletableFuture<ForwardReply> reply =
                peers.forward(
                        "127.0.0.1:" + server.getPort(),
                        TOKEN,
                        ForwardRequest.getDefaultInstance(),
                        Duration.ofSeconds(2));

        assertThatThrownBy(() -> reply.get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage("OUTCOME_UNKNOWN");
        server.shutdownNow();
    }

    @Test
    void refusesAtOnceWhatIsTooMuchForOneNode() throws Exception {
        Server server = silentServer();
        forward("127.0.0.1:" + server.getPort());

        assertThatThrownBy(() -> forward("127.0.0.1:" + server.getPort()).get(1, TimeUnit.SECONDS))
                .hasRootCauseMessage("OVERLOADED");
        server.shutdownNow();
    }

    private CompletableFuture<ForwardReply> forward(String address) {
        return peers.forward(
                address, TOKEN, ForwardRequest.getDefaultInstance(), Duration.ofSeconds(20));
    }

    private Server silentServer() throws Exception {
        return NettyServerBuilder.forPort(0)
                .addService(
                        new ForwardServiceGrpc.ForwardServiceImplBase() {
                            @Override
                            public void forward(
                                    ForwardRequest request, StreamObserver<ForwardReply> observer) {
                                taken.countDown();
                            }
                        })
                .build()
                .start();
    }
}
