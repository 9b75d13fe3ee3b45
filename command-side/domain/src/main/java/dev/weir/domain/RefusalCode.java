package dev.weir.domain;

/**
 * Why a command is refused. The order is the order of precedence: the first that holds is given.
 * Names are permanent: clients, REST problems, gRPC statuses and remembered refusals carry them.
 * {@code docs/errors.md} is made from this list.
 */
public enum RefusalCode {
    FIELD_MISSING(Fault.CALLER_INPUT, "The field {field} is required."),
    FIELD_INVALID(Fault.CALLER_INPUT, "The field {field} is not valid: {problem}."),
    AMOUNT_NOT_POSITIVE(
            Fault.CALLER_INPUT, "The amount must be at least 1 minor unit, it is {amount}."),
    AMOUNT_OVERFLOW(
            Fault.CALLER_INPUT, "The amount would overflow the balance of account {account}."),
    LEGS_UNBALANCED(Fault.CALLER_INPUT, "The legs in {currency} sum to {sum}, they must sum to 0."),
    TRANSFER_TO_ITSELF(
            Fault.CALLER_INPUT,
            "Account {account} stands in more than one leg; name each account once."),
    RATE_MISMATCH(
            Fault.CALLER_INPUT,
            "At rate {rate} they come to {expected} minor units of {currency}, the command says {actual}; 1 more or less is taken."),
    SAME_BOOK(
            Fault.CALLER_INPUT,
            "Book {book} stands at both ends; within a book post a plain transfer."),
    RULE_INVALID(Fault.CALLER_INPUT, "Rule {rule} cannot be compiled: {problem}."),
    PATTERN_INVALID(Fault.CALLER_INPUT, "Pattern {pattern} cannot be compiled: {problem}."),
    FEATURE_SET_UNKNOWN(
            Fault.CALLER_INPUT,
            "There is no feature set {feature_set}; this platform has {known}."),
    OCCURRED_IN_FUTURE(
            Fault.CALLER_INPUT,
            "occurred_at is {ahead} ahead of the book's time; at most 5 minutes are taken."),
    KEY_REUSED(
            Fault.CONFLICT,
            "The idempotency key {key} was used for another command; use a new key."),
    ID_REUSED(
            Fault.CONFLICT, "The id {id} was used for another command of this book; use a new id."),
    BOOK_UNKNOWN(Fault.ABSENT, "There is no book {book}; open it first."),
    BOOK_EXISTS(Fault.CONFLICT, "There is a book {book} already."),
    BOOK_HAS_NO_TEST_CLOCK(
            Fault.STATE,
            "Book {book} runs on the owner's clock; only a book on a test clock can be moved."),
    CLOCK_BACKWARDS(Fault.STATE, "The test clock stands at {now}; it never goes back."),
    ACCOUNT_UNKNOWN(Fault.ABSENT, "There is no account {account} in this book; open it first."),
    ACCOUNT_EXISTS(Fault.CONFLICT, "There is an account {account} in this book already."),
    CURRENCY_DEFINED(
            Fault.CONFLICT, "Currency {currency} has {decimals} decimals in this book already."),
    CURRENCY_IN_USE(
            Fault.STATE,
            "Accounts of currency {currency} were opened with {decimals} decimals; it cannot get others."),
    TRANSFER_UNKNOWN(Fault.ABSENT, "There is no transfer {transfer} in this book."),
    TRANSFER_NOT_REVERSIBLE(Fault.STATE, "Transfer {transfer} cannot be reversed so: {problem}."),
    REVERSAL_EXCEEDS_LEFT(
            Fault.STATE, "Transfer {transfer} has {left} left to reverse, {amount} are asked for."),
    GUARD_VERSION(
            Fault.STATE,
            "Account {account} is at version {version}, the command demands {expected}."),
    GUARD_AVAILABLE(
            Fault.STATE,
            "Account {account} has {available} available, the command demands at least {needed}."),
    ACCOUNT_CLOSED(Fault.STATE, "Account {account} is closed."),
    ACCOUNT_FROZEN(Fault.STATE, "Account {account} is frozen; unfreeze it first."),
    ACCOUNT_NOT_FROZEN(Fault.STATE, "Account {account} is not frozen."),
    ACCOUNT_NOT_EMPTY(
            Fault.STATE,
            "Account {account} has balance {balance} and held {held}; both must be 0 to close it."),
    CURRENCY_MISMATCH(
            Fault.STATE, "Account {account} is in {expected}, the command says {actual}."),
    INSUFFICIENT_FUNDS(
            Fault.STATE, "Account {account} has {available} available, {needed} are needed."),
    LIMIT_UNKNOWN(Fault.ABSENT, "There is no spending limit {limit} in this book."),
    LIMIT_EXCEEDED(
            Fault.STATE,
            "Spending limit {limit} allows {allowed} a {period}; {used} are used, {remaining} remain, {needed} are needed."),
    PAYMENT_UNKNOWN(Fault.ABSENT, "There is no payment {payment} in this book."),
    PAYMENT_NOT_DECIDED(Fault.STATE, "Payment {payment} waits for its decision; try again."),
    HOLD_EXPIRED(Fault.STATE, "The time of hold {hold} ran out at {expired}."),
    PAYMENT_STATUS(Fault.STATE, "Payment {payment} is {status}; the command needs {needed}."),
    CAPTURE_EXCEEDS_HOLD(
            Fault.STATE, "Payment {payment} holds {held}, {amount} are to be captured."),
    REFUND_EXCEEDS_CAPTURED(
            Fault.STATE,
            "Payment {payment} has {refundable} left to refund, {amount} are asked for."),
    HOLD_UNKNOWN(Fault.ABSENT, "There is no hold {hold} in this book."),
    HOLD_STATUS(Fault.STATE, "Hold {hold} is {status}; nothing is held any more."),
    HOLD_EXCEEDED(Fault.STATE, "Hold {hold} has {held} left, {amount} are to be captured."),
    CREDIT_FINAL(
            Fault.STATE,
            "Transfer {transfer} of book {book} is credited; it can't be refused any more."),
    CREDIT_REFUSED(Fault.STATE, "The receiving book was told to refuse the transfer: {reason}."),
    TRANSFERS_IN_TRANSIT(
            Fault.STATE,
            "The book has {open} transfers to other books under way, the most that it may; try again."),
    RULE_UNKNOWN(Fault.ABSENT, "There is no version {version} of a rule {rule}."),
    PATTERN_UNKNOWN(Fault.ABSENT, "There is no version {version} of a pattern {pattern}."),
    OWN_APPROVAL(
            Fault.STATE, "{subject} wrote or registered {id}; another person has to agree to it."),
    VERSION_STATUS(
            Fault.STATE, "Version {version} of {id} is {status}; the command needs {needed}."),
    NOTHING_TO_ROLL_BACK(Fault.STATE, "Nothing counted before what counts of {id} now."),
    LIST_UNKNOWN(Fault.ABSENT, "There is no list {list}; define it first."),
    LIST_ENTITY_FIXED(
            Fault.STATE, "List {list} holds ids of {entity}; remove it before it is made anew."),
    LIST_ENTRY_UNKNOWN(Fault.ABSENT, "None of the values stands on list {list}."),
    MODEL_UNKNOWN(Fault.ABSENT, "There is no model {model}; register it first."),
    MODEL_EXISTS(Fault.CONFLICT, "Model {model} is registered already."),
    MODEL_STATUS(Fault.STATE, "Model {model} is {status}; the command needs {needed}."),
    SNOOZE_UNKNOWN(Fault.ABSENT, "Nothing of {entity} {id} is snoozed so."),
    SUBSCRIPTION_UNKNOWN(Fault.ABSENT, "There is no subscription {subscription}."),
    SUBSCRIPTION_EXISTS(
            Fault.CONFLICT,
            "The id {subscription} was used for a subscription before; use another."),
    CONTROL_FULL(Fault.STATE, "There are {count} {things}, the most that there may be."),
    CASE_UNKNOWN(Fault.ABSENT, "There is no case {case} in this book."),
    CASE_STATUS(Fault.STATE, "Case {case} is {status}; the command needs {needed}."),
    CASE_LINKED(Fault.STATE, "Case {case} is linked to {other} already."),
    CASE_FULL(Fault.STATE, "Case {case} has {count} {things}, the most that it may."),
    ALERT_UNKNOWN(Fault.ABSENT, "There is no alert {alert} in this book."),
    ALERT_RESOLVED(Fault.STATE, "Alert {alert} is resolved already."),
    BATCH_ITEM_REFUSED(
            Fault.STATE, "Nothing was done, since item {item} of the batch was refused: {code}.");

    /** Whose fault it is, from which REST and gRPC derive their statuses. */
    public enum Fault {
        CALLER_INPUT, // HTTP 400, INVALID_ARGUMENT
        ABSENT, // HTTP 404, NOT_FOUND
        CONFLICT, // HTTP 409, ALREADY_EXISTS
        STATE // HTTP 422, FAILED_PRECONDITION
    }

    private final Fault fault;
    private final String template;

    RefusalCode(Fault fault, String template) {
        this.fault = fault;
        this.template = template;
    }

    public Fault fault() {
        return fault;
    }

    /** The message for people, with {@code {name}} for each parameter. */
    public String template() {
        return template;
    }
}
