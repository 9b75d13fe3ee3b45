package dev.weir.command.api;

import dev.weir.contract.commands.v1.Refusal;
import dev.weir.domain.RefusalCode;
import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;

/**
 * One error as both REST and gRPC tell it. This is the only place that knows the status of a code.
 *
 * @param code stable code
 * @param httpStatus status over REST
 * @param grpcStatus status over gRPC
 * @param message for people, parameters filled in
 * @param parameters what the message names
 */
public record Problem(
        String code,
        int httpStatus,
        Status.Code grpcStatus,
        String message,
        Map<String, String> parameters) {

    private static final int UNPROCESSABLE = 422;

    /** A rule's refusal. */
    public static Problem of(RefusalCode code, Map<String, String> parameters) {
        return new Problem(
                code.name(),
                httpStatus(code.fault()),
                grpcStatus(code.fault()),
                fill(code.template(), parameters),
                parameters);
    }

    /** An error of the service. */
    public static Problem of(ServiceError error, Map<String, String> parameters) {
        return new Problem(
                error.name(),
                error.httpStatus(),
                error.grpcStatus(),
                fill(error.template(), parameters),
                parameters);
    }

    public static Problem of(ServiceException exception) {
        return of(exception.error(), exception.parameters());
    }

    /** As an item of a batch tells it. */
    public Refusal asRefusal() {
        return Refusal.newBuilder()
                .setCode(code)
                .setMessage(message)
                .putAllParameters(parameters)
                .build();
    }

    static int httpStatus(RefusalCode.Fault fault) {
        return switch (fault) {
            case CALLER_INPUT -> 400;
            case ABSENT -> 404;
            case CONFLICT -> 409;
            case STATE -> UNPROCESSABLE;
        };
    }

    static Status.Code grpcStatus(RefusalCode.Fault fault) {
        return switch (fault) {
            case CALLER_INPUT -> Status.Code.INVALID_ARGUMENT;
            case ABSENT -> Status.Code.NOT_FOUND;
            case CONFLICT -> Status.Code.ALREADY_EXISTS;
            case STATE -> Status.Code.FAILED_PRECONDITION;
        };
    }

    private static String fill(String template, Map<String, String> parameters) {
        String text = template;
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            text = text.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return text;
    }
}
