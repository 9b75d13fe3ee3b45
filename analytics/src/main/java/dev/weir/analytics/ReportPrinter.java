package dev.weir.analytics;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;

/** A report as text for people, or as one JSON document for scripts. */
final class ReportPrinter {
    private ReportPrinter() {}

    /** Positions and totals, then each difference, last {@code N of N equal}. */
    static void printText(BalancesReport report, PrintStream out) {
        out.println(newInTheLake(report.eventsNew()));
        report.positions()
                .forEach(
                        (book, sequence) ->
                                out.printf("book %s up to sequence %d%n", book, sequence));
        for (BalancesReport.Total total : report.totals()) {
            out.printf(
                    "%s: customer accounts %s, system accounts %s, sum %s%n",
                    total.currency(),
                    Money.format(total.customerMinor(), total.currency()),
                    Money.format(total.systemMinor(), total.currency()),
                    Money.format(total.sumMinor(), total.currency()));
        }
        for (BalancesReport.Difference difference : report.differences()) {
            out.printf(
                    "different: book %s account %s: replayed %s, served %s%n",
                    difference.book(),
                    difference.account(),
                    difference.replayed(),
                    difference.served());
        }
        long unlisted = report.different() - report.differences().size();
        if (unlisted > 0) {
            out.printf("and %d more%n", unlisted);
        }
        out.printf("%d of %d equal%n", report.accounts() - report.different(), report.accounts());
    }

    static String newInTheLake(long records) {
        return records + (records == 1 ? " record" : " records") + " new in the lake";
    }

    static void printJson(BalancesReport report, PrintStream out) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", ReplayOptions.BALANCES);
        json.addProperty("events_new", report.eventsNew());
        JsonObject positions = new JsonObject();
        report.positions().forEach(positions::addProperty);
        json.add("positions", positions);
        JsonArray totals = new JsonArray();
        for (BalancesReport.Total total : report.totals()) {
            JsonObject each = new JsonObject();
            String currency = total.currency();
            each.addProperty("currency", currency);
            each.addProperty("customer_accounts", Money.decimal(total.customerMinor(), currency));
            each.addProperty("system_accounts", Money.decimal(total.systemMinor(), currency));
            each.addProperty("sum", Money.decimal(total.sumMinor(), currency));
            totals.add(each);
        }
        json.add("totals", totals);
        json.addProperty("accounts", report.accounts());
        json.addProperty("equal", report.accounts() - report.different());
        JsonArray differences = new JsonArray();
        for (BalancesReport.Difference difference : report.differences()) {
            JsonObject each = new JsonObject();
            each.addProperty("book", difference.book());
            each.addProperty("account", difference.account());
            each.addProperty("replayed", difference.replayed());
            each.addProperty("served", difference.served());
            differences.add(each);
        }
        json.add("differences", differences);
        out.println(new GsonBuilder().disableHtmlEscaping().create().toJson(json));
    }
}
