package dev.weir.analytics;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A replay of vectors or decisions as text for people, or as one JSON document for scripts. */
final class DecisionsPrinter {
    private DecisionsPrinter() {}

    /** What was counted in each book, then each difference, last {@code N of N equal}. */
    static void printText(DecisionsReport report, String what, PrintStream out) {
        out.println(what + ": " + ReportPrinter.newInTheLake(report.eventsNew()));
        report.positions()
                .forEach(
                        (book, sequence) -> {
                            Map<String, Long> counts = report.counts().getOrDefault(book, Map.of());
                            if (!counts.isEmpty()) {
                                out.printf(
                                        "book %s up to sequence %d: %s%n", book, sequence, counts);
                            }
                        });
        List<DecisionsReport.Difference> differences = report.differences(what);
        for (DecisionsReport.Difference difference : differences) {
            out.printf(
                    "different: book %s payment %s: %s%n",
                    difference.book(), difference.payment(), difference.text());
        }
        long unlisted = report.different(what) - differences.size();
        if (unlisted > 0) {
            out.printf("and %d more%n", unlisted);
        }
        out.printf("%d of %d equal%n", report.served() - report.different(what), report.served());
    }

    static void printJson(DecisionsReport report, String what, PrintStream out) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", what);
        json.addProperty("events_new", report.eventsNew());
        JsonObject positions = new JsonObject();
        report.positions().forEach(positions::addProperty);
        json.add("positions", positions);
        JsonObject counts = new JsonObject();
        report.counts()
                .forEach(
                        (book, named) -> {
                            JsonObject each = new JsonObject();
                            named.forEach(each::addProperty);
                            counts.add(book, each);
                        });
        json.add("counts", counts);
        json.addProperty("served", report.served());
        json.addProperty("equal", report.served() - report.different(what));
        JsonArray differences = new JsonArray();
        for (DecisionsReport.Difference difference : report.differences(what)) {
            JsonObject each = new JsonObject();
            each.addProperty("book", difference.book());
            each.addProperty("payment", difference.payment());
            each.addProperty("text", difference.text());
            differences.add(each);
        }
        json.add("differences", differences);
        out.println(new GsonBuilder().disableHtmlEscaping().create().toJson(json));
    }
}
