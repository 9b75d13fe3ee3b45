package dev.weir.command.engine;

import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.eventstore.NotServingException;
import dev.weir.eventstore.OutcomeUnknownException;
import dev.weir.eventstore.OverloadedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures of the event store, however wrapped, as the service names them. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static ServiceException translate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case ServiceException service -> {
                    return service;
                }
                case OverloadedException overloaded -> {
                    return new ServiceException(ServiceError.OVERLOADED);
                }
                case OutcomeUnknownException unknown -> {
                    return new ServiceException(ServiceError.OUTCOME_UNKNOWN);
                }
                case NotServingException notServing -> {
                    return new ServiceException(
                            notServing.reason() == NotServingException.Reason.NOT_OWNER
                                    ? ServiceError.NOT_OWNER
                                    : ServiceError.STARTING);
                }
                default -> {
                    // Look at what it wraps.
                }
            }
        }
        LOG.error("a command failed", failure);
        return new ServiceException(ServiceError.INTERNAL);
    }
}
