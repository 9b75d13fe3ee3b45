package dev.weir.command.rest;

import dev.weir.command.api.CommandKind;
import dev.weir.command.support.Http;
import java.util.EnumMap;
import java.util.Map;

/** The commands of the control book, and those of cases and large lists, each once. */
final class ControlSteps {
    private final Http ann;
    private final Http bob;
    private final String book;

    /** Of this run alone: the control book is one for all tests. */
    private final String id;

    private final Map<CommandKind, Http.Reply> replies = new EnumMap<>(CommandKind.class);

    /**
     * @param ann writes and registers
     * @param bob agrees
     */
    ControlSteps(Http ann, Http bob, String book) {
        this.ann = ann;
        this.bob = bob;
        this.book = book;
        this.id = "x-" + book;
    }

    /**
     * @param caseId an open case; p4 is another one
     */
    Map<CommandKind, Http.Reply> all(String caseId) {
        rules();
        patterns();
        lists();
        models();
        policies();
        cases("/v1/books/" + book + "/cases/" + caseId);
        return replies;
    }

    private void rules() {
        String draft =
                "{'rule_id':'%s','expression':'payment.amount_minor < 0','outcome':'DECLINED',"
                        + "'reason_code':'NEVER','books':['%s']}";
        String of = "/v1/control/rules/" + id;
        put(CommandKind.DRAFT_RULE, ann, "/v1/control/rules", draft.formatted(id, book));
        put(CommandKind.SHADOW_RULE, ann, of + "/shadow", "{'version':1}");
        put(CommandKind.APPROVE_RULE, bob, of + "/approve", "{'version':1}");
        put(CommandKind.ACTIVATE_RULE, bob, of + "/activate", "{'version':1}");
        put(CommandKind.DRAFT_RULE, ann, "/v1/control/rules", draft.formatted(id, book));
        put(CommandKind.APPROVE_RULE, bob, of + "/approve", "{'version':2}");
        put(CommandKind.ACTIVATE_RULE, bob, of + "/activate", "{'version':2}");
        put(CommandKind.STOP_RULE, ann, of + "/stop", "{'version':2}");
        put(CommandKind.ROLL_BACK_RULE, bob, of + "/roll-back", "{}");
        put(CommandKind.RETIRE_RULE, bob, of + "/retire", "{'reason':'done'}");
    }

    private void patterns() {
        String draft =
                "{'pattern_id':'%s','kind':'SHARED_ENTITY','entity':'DEVICE','at_least':3,"
                        + "'within_millis':'3600000','outcome':'REFERRED','reason_code':'SHARED',"
                        + "'books':['%s']}";
        String of = "/v1/control/patterns/" + id;
        put(CommandKind.DRAFT_PATTERN, ann, "/v1/control/patterns", draft.formatted(id, book));
        put(CommandKind.SHADOW_PATTERN, ann, of + "/shadow", "{'version':1}");
        put(CommandKind.APPROVE_PATTERN, bob, of + "/approve", "{'version':1}");
        put(CommandKind.ACTIVATE_PATTERN, bob, of + "/activate", "{'version':1}");
        put(CommandKind.DRAFT_PATTERN, ann, "/v1/control/patterns", draft.formatted(id, book));
        put(CommandKind.APPROVE_PATTERN, bob, of + "/approve", "{'version':2}");
        put(CommandKind.ACTIVATE_PATTERN, bob, of + "/activate", "{'version':2}");
        put(CommandKind.STOP_PATTERN, ann, of + "/stop", "{'version':2}");
        put(CommandKind.ROLL_BACK_PATTERN, bob, of + "/roll-back", "{}");
        put(CommandKind.RETIRE_PATTERN, bob, of + "/retire", "{}");
    }

    private void lists() {
        String of = "/v1/control/lists/" + id;
        String inBook = "/v1/books/" + book + "/lists/" + id;
        String entry = "{'entries':[{'value':'c1','expires_at':'2031-01-01T00:00:00Z'}]}";
        put(
                CommandKind.DEFINE_LIST,
                bob,
                "/v1/control/lists",
                "{'list_id':'%s','kind':'BLOCK','entity':'CARD','reason_code':'BLOCKED'}"
                        .formatted(id));
        put(CommandKind.ADD_LIST_ENTRIES, ann, of + "/entries", entry);
        put(CommandKind.REMOVE_LIST_ENTRIES, ann, of + "/entries/remove", "{'values':['c1']}");
        put(CommandKind.ADD_BOOK_LIST_ENTRIES, ann, inBook + "/entries", entry);
        put(
                CommandKind.REMOVE_BOOK_LIST_ENTRIES,
                ann,
                inBook + "/entries/remove",
                "{'values':['c1']}");
        put(CommandKind.REMOVE_LIST, bob, of + "/remove", "{}");
    }

    private void models() {
        String hash =
                "%064x"
                        .formatted(
                                new java.math.BigInteger(
                                        1, id.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        String of = "/v1/control/models/" + hash;
        put(
                CommandKind.REGISTER_MODEL,
                ann,
                "/v1/control/models",
                "{'model_hash':'%s','path':'m.bin','feature_set':'payments@1'}".formatted(hash));
        put(CommandKind.APPROVE_MODEL, bob, of + "/approve", "{}");
        put(CommandKind.PROMOTE_MODEL, bob, of + "/promote", "{'weight_milli':1000}");
        put(
                CommandKind.SET_CHALLENGER,
                ann,
                "/v1/control/challenger",
                "{'model_hash':'" + hash + "'}");
        put(CommandKind.SET_CHALLENGER, ann, "/v1/control/challenger", "{}");
        put(CommandKind.ROLL_BACK_MODEL, bob, "/v1/control/model-roll-back", "{}");
    }

    private void policies() {
        String snooze = "'book':'%s','entity':'CARD','entity_id':'c1'".formatted(book);
        put(
                CommandKind.SET_SCORE_THRESHOLDS,
                ann,
                "/v1/control/thresholds",
                "{'book':'%s','refer_from_milli':400000,'decline_from_milli':700000}"
                        .formatted(book));
        put(
                CommandKind.SET_FALLBACK_POLICY,
                ann,
                "/v1/control/fallback-policies",
                "{'book':'%s','channel':'ATM','otherwise':'DECLINED'}".formatted(book));
        put(
                CommandKind.SET_LATE_POLICY,
                ann,
                "/v1/control/late-policies",
                "{'book':'%s','action':'LATE_ALERT'}".formatted(book));
        put(
                CommandKind.SNOOZE_ENTITY,
                ann,
                "/v1/control/snoozes",
                "{" + snooze + ",'until':'2031-01-01T00:00:00Z'}");
        put(CommandKind.END_SNOOZE, ann, "/v1/control/snoozes/end", "{" + snooze + "}");
        put(
                CommandKind.CREATE_SUBSCRIPTION,
                ann,
                "/v1/control/subscriptions",
                "{'subscription_id':'%s','url':'http://127.0.0.1:9/','topics':['ALERTS']}"
                        .formatted(id));
        put(
                CommandKind.REMOVE_SUBSCRIPTION,
                ann,
                "/v1/control/subscriptions/" + id + "/remove",
                "{}");
    }

    private void cases(String of) {
        put(CommandKind.ASSIGN_CASE, ann, of + "/assign", "{'assignee':'eve'}");
        put(CommandKind.COMMENT_ON_CASE, ann, of + "/comments", "{'text':'looks odd'}");
        put(CommandKind.LINK_CASES, ann, of + "/links", "{'other_case_id':'p4'}");
        put(CommandKind.RESOLVE_CASE, ann, of + "/resolve", "{'verdict':'FRAUD'}");
        put(CommandKind.REOPEN_CASE, ann, of + "/reopen", "{'reason':'a mistake'}");
    }

    private void put(CommandKind kind, Http caller, String path, String json) {
        replies.put(kind, caller.post(path, json.replace('\'', '"')));
    }
}
