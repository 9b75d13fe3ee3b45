package dev.weir.launcher.data;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.commands.v1.CommandServiceOuterClass;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Tokens;
import dev.weir.launcher.platform.PlatformState;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code weir grpc METHOD JSON}: one call of the gRPC API, for whoever has no gRPC client at hand.
 */
@Command(
        name = "grpc",
        description = {
            "Call one method of the gRPC command API, weir.commands.v1.CommandService, with a JSON"
                    + " message and a token of its own; print the reply as JSON.",
            "Other clients call it at the address of command-1 in `weir status`, in plaintext, with"
                    + " reflection and the metadata `authorization: Bearer TOKEN`."
        })
public final class GrpcCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 30;

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(
            index = "0",
            paramLabel = "METHOD",
            description = "for example PostTransfer; a wrong one prints them all")
    private String method;

    @Parameters(
            index = "1",
            paramLabel = "JSON",
            description = "the request as proto3 JSON: the body over REST, with book_id")
    private String json;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "the idempotency key: with it a repeat is carried out once")
    private String key;

    public GrpcCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        MethodDescriptor descriptor = descriptor();
        URI address = URI.create(PlatformState.running(data.path()).commandAddress());
        ManagedChannel channel =
                OkHttpChannelBuilder.forAddress(
                                address.getHost(),
                                address.getPort(),
                                InsecureChannelCredentials.create())
                        .build();
        try {
            Message answer =
                    ClientCalls.blockingUnaryCall(
                            ClientInterceptors.intercept(
                                    channel, MetadataUtils.newAttachHeadersInterceptor(headers())),
                            grpcMethod(descriptor),
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    DEADLINE_SECONDS, TimeUnit.SECONDS),
                            request(descriptor));
            spec.commandLine()
                    .getOut()
                    .println(JsonFormat.printer().preservingProtoFieldNames().print(answer));
            return ExitCode.DONE;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                throw Failure.notReachable(
                        "The gRPC API at "
                                + address
                                + " does not answer"
                                + reason(e.getStatus())
                                + ". See `weir status`.");
            }
            throw Failure.failed(e.getStatus().getCode() + reason(e.getStatus()));
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private MethodDescriptor descriptor() {
        ServiceDescriptor service =
                CommandServiceOuterClass.getDescriptor().findServiceByName("CommandService");
        MethodDescriptor found = service.findMethodByName(method);
        if (found == null) {
            throw Failure.wrongUsage(
                    "There is no method "
                            + method
                            + "; there are "
                            + service.getMethods().stream()
                                    .map(MethodDescriptor::getName)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return found;
    }

    private Metadata headers() {
        Metadata headers = new Metadata();
        String token =
                Tokens.of(data.path(), clock).issue("grpc", "writer", "reader", "analyst", "admin");
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + token);
        if (key != null) {
            headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), key);
        }
        return headers;
    }

    private Message request(MethodDescriptor descriptor) {
        DynamicMessage.Builder request = DynamicMessage.newBuilder(descriptor.getInputType());
        try {
            JsonFormat.parser().merge(json, request);
        } catch (InvalidProtocolBufferException e) {
            throw Failure.wrongUsage(
                    "The request is no "
                            + descriptor.getInputType().getName()
                            + ": "
                            + e.getMessage());
        }
        return request.build();
    }

    private static io.grpc.MethodDescriptor<Message, Message> grpcMethod(
            MethodDescriptor descriptor) {
        return io.grpc.MethodDescriptor.<Message, Message>newBuilder()
                .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(
                        io.grpc.MethodDescriptor.generateFullMethodName(
                                descriptor.getService().getFullName(), descriptor.getName()))
                .setRequestMarshaller(
                        new DynamicMarshaller(
                                DynamicMessage.getDefaultInstance(descriptor.getInputType())))
                .setResponseMarshaller(
                        new DynamicMarshaller(
                                DynamicMessage.getDefaultInstance(descriptor.getOutputType())))
                .build();
    }

    /** Messages by their descriptor, so that no generated stub is needed. */
    private record DynamicMarshaller(DynamicMessage prototype)
            implements io.grpc.MethodDescriptor.Marshaller<Message> {
        @Override
        public InputStream stream(Message value) {
            return value.toByteString().newInput();
        }

        @Override
        public Message parse(InputStream stream) {
            try {
                return prototype.getParserForType().parseFrom(stream);
            } catch (InvalidProtocolBufferException e) {
                throw Status.INTERNAL
                        .withDescription(
                                "the answer is no "
                                        + prototype.getDescriptorForType().getFullName())
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }

    private static String reason(Status status) {
        return status.getDescription() == null ? "" : ": " + status.getDescription();
    }
}
