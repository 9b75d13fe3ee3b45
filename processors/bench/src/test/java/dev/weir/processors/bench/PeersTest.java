package dev.weir.processors.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that does something else is none: each must find what the own code finds. */
class PeersTest {
    @Test
    void droolsFusionFlagsTheSamePayments() {
        DroolsPart part = new DroolsPart();
        double own = figure(part, "run engine=own payments=3000", "flagged");
        Map<String, Double> drools = part.answer(Request.parse("run engine=drools payments=3000"));

        assertThat(own).isGreaterThan(100);
        assertThat(drools.get("flagged")).isEqualTo(own);
        assertThat(drools.get("differ")).isZero();
    }

    @Test
    void flinkCepFlagsTheSamePayments(@TempDir Path folder) throws Exception {
        CepPart part = new CepPart(folder);
        double own = part.answer(Request.parse("run engine=own payments=6000")).get("flagged");
        double cep = part.answer(Request.parse("run engine=cep payments=6000")).get("flagged");

        assertThat(own).isGreaterThan(30);
        assertThat(cep).isEqualTo(own);
    }

    @Test
    void theLookBackFindsTheSameSum(@TempDir Path folder) throws Exception {
        LookBackPart part = new LookBackPart(folder);
        double own =
                part.answer(Request.parse("run algorithm=own payments=700 a_day=200")).get("sum");
        double scan =
                part.answer(Request.parse("run algorithm=scan payments=700 a_day=200")).get("sum");

        assertThat(own).isPositive();
        assertThat(scan).isEqualTo(own);
    }

    @Test
    void aWindowHoldsItsShareOfThePayments(@TempDir Path folder) throws Exception {
        WindowsPart part = new WindowsPart(folder);
        double hour =
                part.answer(Request.parse("run window=H1 payments=4000 days=40")).get("in_window");
        double month =
                part.answer(Request.parse("run window=D30 payments=4000 days=40")).get("in_window");

        assertThat(hour).isEqualTo(5);
        assertThat(month).isEqualTo(3_000);
    }

    private static double figure(DroolsPart part, String request, String name) {
        return part.answer(Request.parse(request)).get(name);
    }
}
