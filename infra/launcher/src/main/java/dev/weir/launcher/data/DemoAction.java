package dev.weir.launcher.data;

import com.google.protobuf.Message;
import dev.weir.contract.payments.v1.PaymentDetails;

/** One thing that happens in the demonstration. */
sealed interface DemoAction {
    /**
     * A payment.
     *
     * @param scenario the fraud it belongs to; empty: an ordinary one
     */
    record Pay(PaymentDetails details, String scenario) implements DemoAction {}

    /**
     * Something else that the platform is told: {@code name} is the last part of the path under
     * signals.
     */
    record Tell(String name, Message signal) implements DemoAction {}
}
