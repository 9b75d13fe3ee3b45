package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.payments.AlertBands;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.domain.ControlBook;
import dev.weir.domain.ControlKind;
import dev.weir.domain.RuleChecker;
import dev.weir.eventstore.BookFold;
import dev.weir.eventstore.FoldSnapshots;
import dev.weir.features.Entities;
import dev.weir.features.lists.ListHit;
import dev.weir.features.rules.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The control book as the whole node sees it. Its own partition's loop decides on it, if this node
 * owns that partition, else it is followed in the log; the loops of all partitions ask it for
 * fallback policies and stamp its durable position on payments. So changes and questions from
 * elsewhere exclude each other; they are rare.
 */
final class ControlState {
    private final int partitions;
    private final RuleChecker checker;
    private ControlBook book;

    /** What was read of the log; {@link #book} may be this or what the owner here has folded. */
    private final ControlBook followed;

    private volatile long durableSequence = -1;

    ControlState(int partitions, RuleChecker checker) {
        this.partitions = partitions;
        this.checker = checker;
        this.book = new ControlBook(partitions);
        this.followed = new ControlBook(partitions);
    }

    /** Sequence of the last durable record of the control book, -1 for none. */
    long durableSequence() {
        return durableSequence;
    }

    /** What the policies say of a payment whose decision is late. */
    synchronized Outcome fallback(String bookId, PaymentDetails payment) {
        return book.fallback(bookId, payment);
    }

    /** Rules in force for a book. */
    synchronized List<Rule> activeRules(String bookId) {
        return book.activeRules(bookId);
    }

    /** Lists with an entry of the control book that a payment hits. */
    synchronized List<ListHit> listHits(String bookId, PaymentDetails payment, long atMicros) {
        return book.listed(bookId, kind -> Entities.idIn(kind, payment), atMicros).stream()
                .map(ListHit::new)
                .toList();
    }

    /** From which scores on something happens to a payment of a book. */
    synchronized Thresholds thresholds(String bookId) {
        return book.thresholds(bookId)
                .map(
                        set ->
                                new Thresholds(
                                        set.getReferFromMilli(),
                                        set.getDeclineFromMilli(),
                                        set.getAlertFromMilli()))
                .orElse(Thresholds.DEFAULT);
    }

    /** What the policies do with an approved payment whose late decision says DECLINED. */
    synchronized LateAction lateAction(String bookId, Channel channel) {
        return book.lateAction(bookId, channel);
    }

    /** Rules and patterns in force for a book that are stopped when they leave their band. */
    synchronized List<AlertBands.Banded> banded(String bookId) {
        List<AlertBands.Banded> banded = new ArrayList<>();
        for (Rule rule : book.activeRules(bookId)) {
            if (rule.hasBand()) {
                banded.add(
                        new AlertBands.Banded(
                                ReasonSource.RULE,
                                rule.getRuleId(),
                                rule.getVersion(),
                                rule.getBand()));
            }
        }
        for (Pattern pattern : book.activePatterns(bookId)) {
            if (pattern.hasBand()) {
                banded.add(
                        new AlertBands.Banded(
                                ReasonSource.PATTERN,
                                pattern.getPatternId(),
                                pattern.getVersion(),
                                pattern.getBand()));
            }
        }
        return List.copyOf(banded);
    }

    /** A page of what stands in the control book; see {@link ControlBook#page}. */
    synchronized ControlPage page(ControlKind kind, String list, String after, int limit) {
        return book.page(kind, list, after, limit);
    }

    /** Whether there is a list of this id. */
    synchronized boolean hasList(String listId) {
        return book.hasList(listId);
    }

    /** A committed record of the control partition, while another node owns it. */
    synchronized void followed(EventRecord record) {
        if (!record.book().equals(ControlBook.ID) || record.sequence() <= followed.sequence()) {
            return;
        }
        followed.apply(record, EventTypes.parse(record.type(), record.value()));
        if (followed.sequence() >= book.sequence()) {
            book = followed;
        }
        durableSequence = Math.max(durableSequence, record.sequence());
    }

    /** A new fold, for a takeover. The old state answers questions until the new one is filled. */
    synchronized BookFold begin() {
        return new Fold(new ControlBook(partitions, checker));
    }

    private synchronized void durable(long sequence) {
        durableSequence = Math.max(durableSequence, sequence);
    }

    private synchronized void apply(
            ControlBook folded, EventRecord record, Message event, String hash) {
        folded.apply(record, event, hash);
        if (folded.sequence() >= book.sequence()) {
            book = folded;
        }
    }

    private synchronized void restored(ControlBook folded) {
        if (folded.sequence() >= book.sequence()) {
            book = folded;
        }
    }

    private final class Fold implements BookFold {
        private final ControlBook folded;

        Fold(ControlBook folded) {
            this.folded = folded;
        }

        @Override
        public void apply(EventRecord record, Object event, String hash) {
            ControlState.this.apply(folded, record, (Message) event, hash);
        }

        @Override
        public Object state() {
            return folded;
        }

        @Override
        public void durable(long sequence) {
            ControlState.this.durable(sequence);
        }

        @Override
        public Optional<FoldSnapshots> snapshots() {
            return Optional.of(
                    new BookSnapshotAdapter(folded.snapshots()) {
                        @Override
                        public void restored(byte[] header) {
                            super.restored(header);
                            ControlState.this.restored(folded);
                        }
                    });
        }
    }
}
