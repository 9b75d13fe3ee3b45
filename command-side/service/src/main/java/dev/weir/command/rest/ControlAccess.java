package dev.weir.command.rest;

import dev.weir.command.access.Caller;
import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.Problem;
import dev.weir.command.api.Role;
import dev.weir.contract.Topics;
import dev.weir.domain.RefusalCode;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Who may read what lies in the control book, and how much of it at once. */
final class ControlAccess {
    private static final int ROWS_MAX = 1_000;
    private static final Set<Role> READERS =
            Set.of(Role.READER, Role.ANALYST, Role.APPROVER, Role.ADMIN);

    private ControlAccess() {}

    static void demandReader(TokenCheck tokens, String authorization) {
        Caller caller = tokens.callerOf(authorization);
        if (READERS.stream().noneMatch(role -> caller.roles().contains(role.claim()))) {
            caller.requireRole(Role.READER);
        }
        caller.requireBook(Topics.CONTROL_BOOK);
    }

    static void demandAdmin(TokenCheck tokens, String authorization) {
        Caller caller = tokens.callerOf(authorization);
        caller.requireRole(Role.ADMIN);
        caller.requireBook(Topics.CONTROL_BOOK);
    }

    /** The number of rows that are asked for; empty: not one that is given. */
    static OptionalInt rows(String limit) {
        try {
            int rows = Integer.parseInt(limit);
            return rows < 1 || rows > ROWS_MAX ? OptionalInt.empty() : OptionalInt.of(rows);
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    static Response wrongRows() {
        return invalid("limit", "1 to " + ROWS_MAX);
    }

    static Response invalid(String field, String problem) {
        return Responses.problem(
                Problem.of(RefusalCode.FIELD_INVALID, Map.of("field", field, "problem", problem)));
    }
}
