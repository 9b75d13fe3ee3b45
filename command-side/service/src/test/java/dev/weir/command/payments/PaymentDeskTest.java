package dev.weir.command.payments;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.command.api.ServiceException;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.payments.v1.DecisionMode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PaymentDeskTest {
    private final PaymentDesk desk =
            new PaymentDesk(InstantSource.system(), new CommandMetrics(new SimpleMeterRegistry()));

    @Test
    void aLivePaymentThatCouldOnlyBeLateIsRefusedAtOnce() {
        Duration tooLong = PaymentDesk.BACKLOG_MAX.plusNanos(1);

        assertThatThrownBy(() -> desk.admit(RequestPayment.getDefaultInstance(), tooLong))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("OVERLOADED");
        assertThatCode(
                        () ->
                                desk.admit(
                                        RequestPayment.getDefaultInstance(),
                                        PaymentDesk.BACKLOG_MAX))
                .doesNotThrowAnyException();
    }

    @Test
    void aPaymentOfThePastWaitsHoweverLongTheBacklogIs() {
        RequestPayment past = RequestPayment.newBuilder().setMode(DecisionMode.HISTORY).build();

        assertThatCode(() -> desk.admit(past, Duration.ofMinutes(1))).doesNotThrowAnyException();
    }
}
