package dev.weir.command.rest;

import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exceptions of the REST layer as problems. */
public final class ErrorMappers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMappers.class);
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int CLIENT_ERRORS_END = 500;

    @ServerExceptionMapper
    public Response service(ServiceException exception) {
        return Responses.problem(exception);
    }

    @ServerExceptionMapper
    public Response wrapped(CompletionException exception) {
        return exception.getCause() instanceof ServiceException service
                ? Responses.problem(service)
                : internal(exception);
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException exception) {
        if (exception.getCause() instanceof ServiceException service) {
            return Responses.problem(service);
        }
        int status = exception.getResponse().getStatus();
        return switch (status) {
            case NOT_FOUND -> Responses.problem(new ServiceException(ServiceError.NOT_FOUND));
            case METHOD_NOT_ALLOWED ->
                    Responses.problem(new ServiceException(ServiceError.METHOD_NOT_ALLOWED));
            case TOO_LARGE ->
                    Responses.problem(
                            new ServiceException(
                                    ServiceError.BODY_TOO_LARGE,
                                    Map.of(
                                            "limit_bytes",
                                            Integer.toString(ProtoBodyReader.BATCH_BYTES_MAX))));
            case UNSUPPORTED_MEDIA_TYPE ->
                    Responses.problem(new ServiceException(ServiceError.MEDIA_TYPE_UNSUPPORTED));
            default ->
                    status < CLIENT_ERRORS_END
                            ? Responses.problem(
                                    new ServiceException(
                                            ServiceError.BODY_MALFORMED,
                                            Map.of("problem", "HTTP status " + status)))
                            : internal(exception);
        };
    }

    @ServerExceptionMapper
    public Response broken(RuntimeException exception) {
        return internal(exception);
    }

    private static Response internal(Exception exception) {
        LOG.error("a REST call failed", exception);
        return Responses.problem(new ServiceException(ServiceError.INTERNAL));
    }
}
