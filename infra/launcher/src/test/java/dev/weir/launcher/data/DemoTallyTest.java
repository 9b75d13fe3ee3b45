package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoTallyTest {
    @Test
    void goodPaymentsStoppedByFallbackAreNotThoseStoppedByDecision() {
        DemoTally tally = new DemoTally();
        tally.answer("", "APPROVED", false, 1_000);
        tally.answer("", "DECLINED", false, 1_000);
        tally.answer("", "REFERRED", true, 1_000);
        tally.answer("", "DECLINED", true, 1_000);
        tally.answer("mule", "DECLINED", false, 1_000);

        assertThat(print(tally))
                .contains(
                        "good       4 payments, 1 stopped by decision (25.00 %), 2 by fallback (50.00 %)");
    }

    @Test
    void problemsAreCountedByTheirCode() {
        DemoTally tally = new DemoTally();
        tally.problem("OVERLOADED");
        tally.problem("OVERLOADED");
        tally.problem("NOT_SENT");

        assertThat(print(tally)).containsPattern("(?m)^no answer  1 NOT_SENT, 2 OVERLOADED$");
    }

    private static String print(DemoTally tally) {
        StringWriter text = new StringWriter();
        tally.print(new PrintWriter(text), 1);
        return text.toString();
    }
}
