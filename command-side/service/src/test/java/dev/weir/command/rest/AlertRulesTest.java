package dev.weir.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.support.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An alert on a metric that nobody exports never fires. */
@QuarkusTest
class AlertRulesTest extends ServiceTest {
    private static final Path RULES = Path.of("../../infra/observability/alerts.yaml");

    @Test
    void everyMetricOfAnAlertRuleIsExported() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(RULES)) {
            if (line.strip().startsWith("expr:")) {
                Matcher metric = Pattern.compile("weir_[a-z_]+").matcher(line);
                while (metric.find()) {
                    names.add(metric.group());
                }
            }
        }
        String exported = anonymous().get("/q/metrics").text();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(exported).contains(name));
    }
}
