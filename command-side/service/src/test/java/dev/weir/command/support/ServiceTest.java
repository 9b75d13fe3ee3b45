package dev.weir.command.support;

import dev.weir.contract.commands.v1.CommandServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A service that is ready, clients of it, and a book of its own for each test. */
@QuarkusTestResource(ServiceResource.class)
public abstract class ServiceTest {
    protected static final Set<String> ALL_ROLES =
            Set.of("writer", "reader", "analyst", "approver", "admin");

    @TestHTTPResource("/")
    URI base;

    /** The test's book. */
    protected String book;

    /** A caller who may do everything. */
    protected Http http;

    private ManagedChannel channel;

    @BeforeEach
    void openBook() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> anonymous().get("/q/health/ready").status() == 200);
        book = "b" + UUID.randomUUID().toString().substring(0, 8);
        http = anonymous().withToken(tokenFor(ALL_ROLES, Set.of("*")));
        Http.Reply opened = http.post("/v1/books", "{\"book_id\":\"" + book + "\"}");
        if (opened.status() != 201) {
            throw new IllegalStateException("the test's book can't be opened: " + opened);
        }
    }

    @AfterEach
    void closeChannel() {
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    protected Http anonymous() {
        return Http.to(base);
    }

    protected static String tokenFor(Set<String> roles, Set<String> books) {
        return ServiceResource.token(roles, books, Instant.now().plusSeconds(3_600));
    }

    /** A caller who may do everything, as another person. */
    protected Http as(String subject) {
        return anonymous()
                .withToken(
                        ServiceResource.token(
                                subject, ALL_ROLES, Set.of("*"), Instant.now().plusSeconds(3_600)));
    }

    /** POST below the test's book. */
    protected Http.Reply post(String path, String json) {
        return http.post("/v1/books/" + book + path, json.replace('\'', '"'));
    }

    protected void openAccount(String account) {
        Http.Reply reply = post("/accounts", "{'account_id':'" + account + "','currency':'EUR'}");
        if (reply.status() != 201) {
            throw new IllegalStateException("account " + account + ": " + reply);
        }
    }

    protected void deposit(String account, long minor) {
        Http.Reply reply =
                post(
                        "/deposits",
                        "{'account_id':'%s','amount_minor':%d,'currency':'EUR'}"
                                .formatted(account, minor));
        if (reply.status() != 201) {
            throw new IllegalStateException("deposit: " + reply);
        }
    }

    protected ManagedChannel channel() {
        if (channel == null) {
            channel =
                    NettyChannelBuilder.forAddress(base.getHost(), base.getPort())
                            .usePlaintext()
                            .build();
        }
        return channel;
    }

    /** gRPC calls with a token, null for none, and a key, null for none. */
    protected CommandServiceGrpc.CommandServiceBlockingStub grpc(String token, String key) {
        Metadata metadata = new Metadata();
        if (token != null) {
            metadata.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                    "Bearer " + token);
        }
        if (key != null) {
            metadata.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), key);
        }
        return CommandServiceGrpc.newBlockingStub(channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }
}
