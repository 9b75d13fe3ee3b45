package dev.weir.features;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.List;

/** Ids of entities in payments and signals. */
public final class Entities {
    /** Every kind that a payment can name, in the order of their numbers. */
    public static final List<EntityKind> OF_PAYMENTS =
            List.of(
                    EntityKind.ACCOUNT,
                    EntityKind.CARD,
                    EntityKind.DEVICE,
                    EntityKind.TERMINAL,
                    EntityKind.MERCHANT,
                    EntityKind.COUNTERPARTY,
                    EntityKind.IP_PREFIX,
                    EntityKind.COUNTRY);

    private Entities() {}

    /** The entity's id in a payment; empty where it is not known. */
    public static String idIn(EntityKind kind, PaymentDetails payment) {
        return switch (kind) {
            case ACCOUNT -> payment.getAccountId();
            case CARD -> payment.getCardId();
            case DEVICE -> payment.getDeviceId();
            case TERMINAL -> payment.getTerminalId();
            case MERCHANT -> payment.getMerchantId();
            case COUNTERPARTY -> payment.getCounterpartyId();
            case IP_PREFIX -> IpPrefix.of(payment.getIp());
            case COUNTRY -> payment.getCountry();
            case ENTITY_KIND_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }

    /** The entity's id in a payment request or a signal; empty where it is not known. */
    public static String idIn(EntityKind kind, Message event) {
        if (event instanceof PaymentRequested requested) {
            return idIn(kind, requested.getPayment());
        }
        FieldDescriptor field = event.getDescriptorForType().findFieldByName(fieldOf(kind));
        if (field == null) {
            return "";
        }
        String id = (String) event.getField(field);
        return kind == EntityKind.IP_PREFIX ? IpPrefix.of(id) : id;
    }

    /** Whether events of a type can name an entity of a kind. */
    public static boolean isNamedBy(EntityKind kind, Descriptor event) {
        Descriptor named =
                event.equals(PaymentRequested.getDescriptor())
                        ? PaymentDetails.getDescriptor()
                        : event;
        return named.findFieldByName(fieldOf(kind)) != null;
    }

    private static String fieldOf(EntityKind kind) {
        return switch (kind) {
            case ACCOUNT -> "account_id";
            case CARD -> "card_id";
            case DEVICE -> "device_id";
            case TERMINAL -> "terminal_id";
            case MERCHANT -> "merchant_id";
            case COUNTERPARTY -> "counterparty_id";
            case IP_PREFIX -> "ip";
            case COUNTRY -> "country";
            case ENTITY_KIND_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
