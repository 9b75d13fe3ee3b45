package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.CaseState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cases of a book: open ones on the heap, resolved ones in the index. A case that is reopened comes
 * back with its event alone, so that the fold reads none from the index.
 */
final class Cases {
    private final BusinessIndex index;
    private final EntityTable<CaseState> open;

    /** Open cases of an account and cause, by the record that opened them; follows from them. */
    private final Map<String, TreeMap<Long, String>> byCause = new HashMap<>();

    Cases(BusinessIndex index, EntityTables tables) {
        this.index = index;
        this.open = tables.add(40, EntityCodec.ofMessage(CaseState.parser()));
    }

    int size() {
        return open.size();
    }

    Optional<CaseState> open(String caseId) {
        return Optional.ofNullable(open.get(caseId));
    }

    /** An open or resolved case; for commands only. */
    Optional<CaseState> find(String caseId) {
        return open(caseId).or(() -> index.get(key(caseId)).map(Cases::parse));
    }

    /** The case that an alert of this account and cause joins. */
    Optional<CaseState> joined(String accountId, String sourceId) {
        TreeMap<Long, String> cases = byCause.get(cause(accountId, sourceId));
        return cases == null
                ? Optional.empty()
                : open(cases.lastEntry().getValue())
                        .filter(it -> it.getAlertIdsCount() < Limits.CASE_ALERTS_MAX);
    }

    CaseState require(String caseId) {
        return open(caseId)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the log speaks of case " + caseId + ", not open"));
    }

    /** Keeps a case: on the heap while it is open, else in the index. */
    void save(CaseState state) {
        CaseState before = open.get(state.getCaseId());
        if (before != null) {
            forget(before);
        }
        if (state.getResolved()) {
            open.remove(state.getCaseId());
            index.put(key(state.getCaseId()), state.toByteArray());
        } else {
            open.put(state.getCaseId(), state);
            note(state);
        }
    }

    /** Ends a restoration. */
    void restored() {
        byCause.clear();
        open.values().forEach(this::note);
    }

    private void note(CaseState state) {
        byCause.computeIfAbsent(cause(state), cause -> new TreeMap<>())
                .put(state.getOpenedSequence(), state.getCaseId());
    }

    private void forget(CaseState state) {
        TreeMap<Long, String> cases = byCause.get(cause(state));
        cases.remove(state.getOpenedSequence());
        if (cases.isEmpty()) {
            byCause.remove(cause(state));
        }
    }

    private static String cause(CaseState state) {
        return cause(state.getAccountId(), state.getSourceId());
    }

    private static String cause(String accountId, String sourceId) {
        return accountId + '\n' + sourceId;
    }

    private static String key(String caseId) {
        return "c/" + caseId;
    }

    private static CaseState parse(byte[] bytes) {
        try {
            return CaseState.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no case where one should be", e);
        }
    }
}
