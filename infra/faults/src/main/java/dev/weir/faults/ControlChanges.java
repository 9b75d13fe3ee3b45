package dev.weir.faults;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Everything of the control book that is changed in a run, one change after the other. */
final class ControlChanges {
    /** Fires for every payment and adds next to nothing to its score. */
    static final String RULE = "soak-live";

    private static final String RULES = "/v1/control/rules";
    private static final String PATTERN = "/v1/control/patterns/soak-burst";
    private static final String LIST = "/v1/control/lists/soak-devices";
    private static final long SNOOZE_SECONDS = 20;

    private final ControlDesk desk;
    private final List<String> books;
    private final Deque<Integer> live = new ArrayDeque<>();
    private int drafted;
    private int patternsDrafted;
    private int patternTurns;
    private int made;

    ControlChanges(ControlDesk desk, List<String> books) {
        this.desk = desk;
        this.books = books;
    }

    /** The version of the rule that {@link #takeInForce} will bring. */
    int nextVersion(boolean back) {
        return back ? live.stream().skip(1).findFirst().orElseThrow() : drafted + 1;
    }

    /**
     * Writes a new version of the rule, has it followed, agreed to and counted; or has the version
     * before the last one count again. Returns when the last command is answered.
     */
    void takeInForce(boolean back) throws InterruptedException {
        String path = RULES + "/" + RULE;
        if (back) {
            desk.approver(path + "/roll-back", "{}");
            live.pop();
            return;
        }
        drafted++;
        desk.author(
                RULES,
                "{\"rule_id\":\"%s\",\"expression\":\"payment.amount_minor >= %d\",\"outcome\":\"APPROVED\",\"weight_milli\":%d,\"reason_code\":\"SOAK\"}"
                        .formatted(RULE, -drafted, drafted));
        desk.bringLive(path, drafted);
        live.push(drafted);
    }

    void retireRule() throws InterruptedException {
        desk.approver(RULES + "/" + RULE + "/retire", "{\"reason\":\"the soak is over\"}");
    }

    /** The next of the changes that are not the rule's. */
    void next() throws InterruptedException {
        switch (made++ % 5) {
            case 0 -> thresholds();
            case 1 -> list();
            case 2 -> pattern();
            case 3 -> snooze();
            default -> countingRule();
        }
    }

    private void thresholds() throws InterruptedException {
        desk.approver(
                "/v1/control/thresholds",
                "{\"refer_from_milli\":%d,\"decline_from_milli\":%d,\"alert_from_milli\":%d}"
                        .formatted(300_000 + made * 1_000, 600_000 + made * 1_000, 100_000 + made));
    }

    /** Devices come and go; every other time the list watches, else it blocks. */
    private void list() throws InterruptedException {
        boolean watches = made % 2 == 0;
        desk.approver(
                "/v1/control/lists",
                "{\"list_id\":\"soak-devices\",\"kind\":\"%s\",\"entity\":\"DEVICE\",\"reason_code\":\"SOAK_DEVICE\",\"weight_milli\":%d}"
                        .formatted(watches ? "WATCH" : "BLOCK", watches ? 5_000 : 0));
        desk.author(
                LIST + "/entries",
                "{\"entries\":[{\"value\":\"d%d\"},{\"value\":\"d%d\",\"expires_at\":\"%s\"}]}"
                        .formatted(made % 50, made % 50 + 100, Instant.now().plusSeconds(15)));
        if (made > 5) {
            desk.author(LIST + "/entries/remove", "{\"values\":[\"d" + (made - 5) % 50 + "\"]}");
        }
    }

    /** Payments of a card within a time that changes; every fourth time one is taken back. */
    private void pattern() throws InterruptedException {
        if (patternTurns++ % 4 == 3) {
            desk.approver(PATTERN + "/roll-back", "{}");
            return;
        }
        patternsDrafted++;
        desk.author(
                "/v1/control/patterns",
                "{\"pattern_id\":\"soak-burst\",\"kind\":\"SEQUENCE\",\"entity\":\"CARD\",\"within_millis\":\"%d\",\"outcome\":\"REFERRED\",\"weight_milli\":1000,\"reason_code\":\"SOAK_BURST\",\"steps\":[{\"name\":\"some\",\"at_least\":2},{\"name\":\"large\",\"predicate\":\"payment.amount_minor >= %d\"}]}"
                        .formatted(5_000 + 1_000 * made, 8_000 + made));
        desk.bringLive(PATTERN, patternsDrafted);
    }

    private void snooze() throws InterruptedException {
        String entity =
                "\"book\":\"%s\",\"entity\":\"ACCOUNT\",\"entity_id\":\"a%d\""
                        .formatted(books.get(made % books.size()), made % 100);
        desk.author(
                "/v1/control/snoozes",
                "{%s,\"until\":\"%s\"}"
                        .formatted(entity, Instant.now().plusSeconds(SNOOZE_SECONDS)));
        desk.author("/v1/control/snoozes/end", "{" + entity + "}");
        desk.author(
                "/v1/control/snoozes",
                "{%s,\"source_id\":\"%s\",\"until\":\"%s\"}"
                        .formatted(entity, RULE, Instant.now().plusSeconds(SNOOZE_SECONDS)));
    }

    /** A rule over features that refers, so that a switch changes outcomes too. */
    private void countingRule() throws InterruptedException {
        int version = made / 5;
        desk.author(
                RULES,
                "{\"rule_id\":\"soak-often\",\"expression\":\"features.account_count_10m >= %d && features.account_sum_minor_1h > 1\",\"outcome\":\"REFERRED\",\"weight_milli\":2000,\"reason_code\":\"SOAK_OFTEN\"}"
                        .formatted(5 + version));
        desk.bringLive(RULES + "/soak-often", version);
    }
}
