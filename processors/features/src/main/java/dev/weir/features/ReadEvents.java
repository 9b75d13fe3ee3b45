package dev.weir.features;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The events that features read. A test sorts every event of the contract into read and not read,
 * so none is forgotten.
 */
final class ReadEvents {
    static final Set<String> NAMES =
            List.<Message>of(
                            PaymentRequested.getDefaultInstance(),
                            PaymentDeclined.getDefaultInstance(),
                            ChargebackReported.getDefaultInstance(),
                            AlertReopened.getDefaultInstance(),
                            AlertResolved.getDefaultInstance(),
                            LoginFailed.getDefaultInstance(),
                            DeviceAdded.getDefaultInstance(),
                            PayeeAdded.getDefaultInstance(),
                            ContactChanged.getDefaultInstance(),
                            SessionSummarised.getDefaultInstance(),
                            TerminalHealthChanged.getDefaultInstance())
                    .stream()
                    .map(message -> message.getDescriptorForType().getFullName())
                    .collect(Collectors.toUnmodifiableSet());

    private ReadEvents() {}
}
