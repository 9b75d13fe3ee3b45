package dev.weir.features.patterns;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelVariableResolver;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events that steps of a pattern can take, and what a predicate can say of them. */
final class PatternEvents {
    /** Steps that look at payments alone speak of {@code payment.*} and {@code features.*}. */
    static final String PAYMENT = PaymentRequested.getDescriptor().getName();

    private static final Map<String, Descriptor> BY_NAME = new LinkedHashMap<>();
    private static final String PREFIX = "event.";
    private static final String TYPE = PREFIX + "type";

    /** Fields that mean the same in every event; one that an event does not have is empty or 0. */
    private static final Map<String, CelType> VARIABLES = new LinkedHashMap<>();

    static {
        for (Descriptor type :
                List.of(
                        PaymentRequested.getDescriptor(),
                        DeviceAdded.getDescriptor(),
                        PayeeAdded.getDescriptor(),
                        ContactChanged.getDescriptor(),
                        LoginFailed.getDescriptor(),
                        SessionSummarised.getDescriptor(),
                        TerminalHealthChanged.getDescriptor())) {
            BY_NAME.put(type.getName(), type);
        }
        VARIABLES.put(TYPE, SimpleType.STRING);
        for (String text :
                List.of(
                        "account_id",
                        "customer_id",
                        "device_id",
                        "terminal_id",
                        "counterparty_id",
                        "session_id",
                        "ip",
                        "country",
                        "kind",
                        "health",
                        "metric")) {
            VARIABLES.put(PREFIX + text, SimpleType.STRING);
        }
        for (String number : List.of("amount_minor", "page_views", "clicks", "duration_millis")) {
            VARIABLES.put(PREFIX + number, SimpleType.INT);
        }
    }

    private PatternEvents() {}

    /** The type of that simple name, if steps can take it. */
    static Optional<Descriptor> type(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Simple names of all types that steps can take. */
    static Iterable<String> names() {
        return BY_NAME.keySet();
    }

    /** What a predicate over events that are not all payments can say. */
    static Map<String, CelType> variables() {
        return VARIABLES;
    }

    /** The variables of one event. */
    static CelVariableResolver input(Message event) {
        return name -> {
            CelType type = VARIABLES.get(name);
            return type == null ? Optional.empty() : Optional.of(value(event, name, type));
        };
    }

    private static Object value(Message event, String name, CelType type) {
        if (name.equals(TYPE)) {
            return event.getDescriptorForType().getName();
        }
        Message named =
                event instanceof PaymentRequested requested ? requested.getPayment() : event;
        FieldDescriptor field =
                named.getDescriptorForType().findFieldByName(name.substring(PREFIX.length()));
        if (field == null) {
            return type == SimpleType.INT ? (Object) 0L : "";
        }
        Object value = named.getField(field);
        return switch (value) {
            case EnumValueDescriptor constant -> constant.getName();
            case Number number -> number.longValue();
            default -> value;
        };
    }
}
