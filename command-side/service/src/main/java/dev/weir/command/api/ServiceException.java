package dev.weir.command.api;

import java.util.Map;

/**
 * A call that failed for a {@link ServiceError}; it has no stack trace, since it says where by its
 * code.
 */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ServiceError error;
    private final transient Map<String, String> parameters;

    public ServiceException(ServiceError error, Map<String, String> parameters) {
        super(error.name(), null, false, false);
        this.error = error;
        this.parameters = Map.copyOf(parameters);
    }

    public ServiceException(ServiceError error) {
        this(error, Map.of());
    }

    public ServiceError error() {
        return error;
    }

    public Map<String, String> parameters() {
        return parameters;
    }
}
