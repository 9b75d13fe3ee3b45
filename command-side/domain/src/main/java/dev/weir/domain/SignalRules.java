package dev.weir.domain;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.ReportContactChanged;
import dev.weir.contract.commands.v1.ReportDeviceAdded;
import dev.weir.contract.commands.v1.ReportLoginFailed;
import dev.weir.contract.commands.v1.ReportPayeeAdded;
import dev.weir.contract.commands.v1.ReportSession;
import dev.weir.contract.commands.v1.ReportTerminalHealth;
import dev.weir.contract.signals.v1.ContactKind;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealth;

/**
 * Signals are checked for form and appended as they are: what they speak of need not be known to
 * the ledger.
 */
final class SignalRules {
    private SignalRules() {}

    static Outcome loginFailed(Dispatch.Call call, ReportLoginFailed c) {
        Findings f = call.findings();
        present(f, "login", c.hasLogin());
        Fields.requiredId(f, "login.account_id", c.getLogin().getAccountId());
        Fields.optionalId(f, "login.customer_id", c.getLogin().getCustomerId());
        Fields.optionalId(f, "login.device_id", c.getLogin().getDeviceId());
        Fields.ip(f, "login.ip", c.getLogin().getIp());
        Fields.country(f, "login.country", c.getLogin().getCountry());
        return append(
                call,
                c.getLogin(),
                c.getLogin().getAccountId(),
                c.hasOccurredAt(),
                c.getOccurredAt());
    }

    static Outcome deviceAdded(Dispatch.Call call, ReportDeviceAdded c) {
        Findings f = call.findings();
        present(f, "device", c.hasDevice());
        Fields.requiredId(f, "device.account_id", c.getDevice().getAccountId());
        Fields.requiredId(f, "device.device_id", c.getDevice().getDeviceId());
        Fields.optionalId(f, "device.customer_id", c.getDevice().getCustomerId());
        return append(
                call,
                c.getDevice(),
                c.getDevice().getAccountId(),
                c.hasOccurredAt(),
                c.getOccurredAt());
    }

    static Outcome payeeAdded(Dispatch.Call call, ReportPayeeAdded c) {
        Findings f = call.findings();
        present(f, "payee", c.hasPayee());
        Fields.requiredId(f, "payee.account_id", c.getPayee().getAccountId());
        Fields.requiredId(f, "payee.counterparty_id", c.getPayee().getCounterpartyId());
        return append(
                call,
                c.getPayee(),
                c.getPayee().getAccountId(),
                c.hasOccurredAt(),
                c.getOccurredAt());
    }

    static Outcome contactChanged(Dispatch.Call call, ReportContactChanged c) {
        Findings f = call.findings();
        present(f, "contact", c.hasContact());
        Fields.requiredId(f, "contact.account_id", c.getContact().getAccountId());
        Fields.optionalId(f, "contact.customer_id", c.getContact().getCustomerId());
        given(
                f,
                "contact.kind",
                c.getContact().getKind() != ContactKind.CONTACT_KIND_UNSPECIFIED,
                c.getContact().getKind() != ContactKind.UNRECOGNIZED);
        return append(
                call,
                c.getContact(),
                c.getContact().getAccountId(),
                c.hasOccurredAt(),
                c.getOccurredAt());
    }

    static Outcome terminalHealth(Dispatch.Call call, ReportTerminalHealth c) {
        Findings f = call.findings();
        present(f, "terminal", c.hasTerminal());
        Fields.requiredId(f, "terminal.terminal_id", c.getTerminal().getTerminalId());
        given(
                f,
                "terminal.health",
                c.getTerminal().getHealth() != TerminalHealth.TERMINAL_HEALTH_UNSPECIFIED,
                c.getTerminal().getHealth() != TerminalHealth.UNRECOGNIZED);
        Fields.text(f, "terminal.metric", c.getTerminal().getMetric(), Limits.ID_CHARACTERS_MAX);
        Fields.text(f, "terminal.text", c.getTerminal().getText(), Limits.TEXT_CHARACTERS_MAX);
        return append(
                call,
                c.getTerminal(),
                c.getTerminal().getTerminalId(),
                c.hasOccurredAt(),
                c.getOccurredAt());
    }

    static Outcome session(Dispatch.Call call, ReportSession c) {
        Findings f = call.findings();
        SessionSummarised session = c.getSession();
        present(f, "session", c.hasSession());
        Fields.requiredId(f, "session.session_id", session.getSessionId());
        Fields.optionalId(f, "session.customer_id", session.getCustomerId());
        Fields.optionalId(f, "session.account_id", session.getAccountId());
        Fields.optionalId(f, "session.device_id", session.getDeviceId());
        Fields.ip(f, "session.ip", session.getIp());
        Fields.notNegative(f, "session.page_views", session.getPageViews());
        Fields.notNegative(f, "session.clicks", session.getClicks());
        Fields.notNegative(f, "session.duration_millis", session.getDurationMillis());
        return append(call, session, session.getSessionId(), c.hasOccurredAt(), c.getOccurredAt());
    }

    private static void present(Findings f, String field, boolean present) {
        if (!present) {
            f.add(RefusalCode.FIELD_MISSING, "field", field);
        }
    }

    private static void given(Findings f, String field, boolean given, boolean known) {
        present(f, field, given);
        if (!known) {
            Fields.invalid(f, field, "not a known value");
        }
    }

    private static Outcome append(
            Dispatch.Call call, Message event, String subject, boolean timed, Timestamp time) {
        long occurred =
                Fields.occurred(call.findings(), "occurred_at", timed, time, call.nowMicros());
        Draft draft = new Draft(call.state(), occurred);
        draft.add(event, subject);
        return call.orElse(draft::accepted);
    }
}
