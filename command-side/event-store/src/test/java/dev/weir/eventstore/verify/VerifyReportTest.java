package dev.weir.eventstore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifyReportTest {

    @Test
    void saysLastThatASoundLogIsSound() {
        assertThat(text(report(SmallLog.sound().records())))
                .endsWith("sound" + System.lineSeparator());
    }

    @Test
    void namesEachProblemAndCountsThemLast() {
        List<RawRecord> records = SmallLog.sound().records();
        records.remove(4);
        records.remove(0);

        VerifyReport report = report(records);

        assertThat(report.isSound()).isFalse();
        assertThat(text(report))
                .contains("book main, sequence 1: record 0 before it is missing")
                .doesNotContain(System.lineSeparator() + "sound")
                .endsWith("problems" + System.lineSeparator());
    }

    @Test
    void writesJsonThatCanBeReadBack() throws Exception {
        Findings findings = new Findings();
        findings.add("a\"b\\", 7, "line\nbreak");
        LogCheck log = SmallLog.check(findings);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new VerifyReport(4, log, Optional.empty(), findings)
                .printJson(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String json = bytes.toString(StandardCharsets.UTF_8);

        Struct.Builder read = Struct.newBuilder();
        JsonFormat.parser().merge(json, read);

        assertThat(json).contains("\"partitions\":4,").contains("\"sound\":false");
        Struct problem =
                read.getFieldsOrThrow("problems").getListValue().getValues(0).getStructValue();
        assertThat(problem.getFieldsOrThrow("book").getStringValue()).isEqualTo("a\"b\\");
        assertThat(problem.getFieldsOrThrow("what").getStringValue()).isEqualTo("line\nbreak");
    }

    @Test
    void takesItsDefaultsFromTheEnvironmentAndRefusesWhatItDoesNotKnow() {
        VerifyOptions options =
                VerifyOptions.parse(
                        new String[] {"--book", "main", "--json"}, Map.of("WEIR_KAFKA", "k:1"));

        assertThat(options.kafka()).isEqualTo("k:1");
        assertThat(options.book()).contains("main");
        assertThat(options.queryUrl()).isEmpty();
        assertThatThrownBy(() -> VerifyOptions.parse(new String[] {"--proofs"}, Map.of()))
                .hasMessage("unknown argument --proofs");
        assertThatThrownBy(() -> VerifyOptions.parse(new String[] {}, Map.of()))
                .hasMessageContaining("WEIR_KAFKA");
    }

    private static VerifyReport report(List<RawRecord> records) {
        Findings findings = new Findings();
        LogCheck log = SmallLog.check(findings);
        records.forEach(log::next);
        log.end(Long.MIN_VALUE);
        return new VerifyReport(1, log, Optional.empty(), findings);
    }

    private static String text(VerifyReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
