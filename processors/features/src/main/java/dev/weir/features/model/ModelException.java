package dev.weir.features.model;

/** A model cannot be used; nothing has changed by the attempt. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ModelFault fault;

    ModelException(ModelFault fault, String message) {
        super(fault + ": " + message);
        this.fault = fault;
    }

    ModelException(ModelFault fault, String message, Throwable cause) {
        super(fault + ": " + message, cause);
        this.fault = fault;
    }

    /** The stable code. */
    public ModelFault fault() {
        return fault;
    }
}
