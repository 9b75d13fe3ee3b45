package dev.weir.eventstore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.axonframework.messaging.core.QualifiedName;

/** Mistakes that the simulation must find. */
enum SimulatedFault {
    NONE,
    /** The log answers when it has sent, not when it has committed. */
    ACKNOWLEDGED_BEFORE_COMMIT,
    /** A takeover reads the end first and fences second. */
    END_READ_BEFORE_FENCE,
    /** A transaction that was not answered is sent once more by the same producer. */
    SENT_AGAIN_WITHOUT_LOOKING,
    /** The second try looks for the group and overlooks it. */
    OVERLOOKED_BY_THE_SECOND_TRY,
    /** An owner that was fenced goes on as if nothing were. */
    SERVES_AFTER_THE_FENCE,
    /** Some of those who wait are never told. */
    WAITERS_DROPPED,
    /** The next life begins with the state of the one before. */
    STATE_KEPT_WHEN_STEPPING_DOWN,
    /** Refusals, reads and repeats are answered before what they rest on is durable. */
    ANSWERS_NOT_WAITED_FOR,
    /** A transaction that fails leaves its first record behind. */
    GROUP_TORN,
    /** An aborted transaction is taken for a committed one. */
    ABORT_TAKEN_FOR_COMMIT,
    /** A committed transaction is taken for an aborted one, and sent again. */
    COMMIT_TAKEN_FOR_ABORT,
    /** The log takes the records of every owner. */
    BROKER_DOES_NOT_FENCE,
    /** The owner writes whatever its clock says. */
    TIME_RUNS_BACK;

    /** The log with the mistake in it. */
    PartitionLog in(SimulatedLog log, SimulatedBroker broker) {
        return switch (this) {
            case ACKNOWLEDGED_BEFORE_COMMIT ->
                    new ForwardingLog(log) {
                        @Override
                        public long append(List<Outgoing> records) {
                            broker.delay(new SimulatedBroker.Request(epoch(), records));
                            return broker.end();
                        }
                    };
            case END_READ_BEFORE_FENCE ->
                    new ForwardingLog(log) {
                        private long end;

                        @Override
                        public void fence() {
                            end = super.end();
                            super.fence();
                        }

                        @Override
                        public long end() {
                            return end;
                        }
                    };
            case SENT_AGAIN_WITHOUT_LOOKING ->
                    new ForwardingLog(log) {
                        @Override
                        public long append(List<Outgoing> records) {
                            try {
                                return super.append(records);
                            } catch (FencedException e) {
                                throw e;
                            } catch (RuntimeException unknown) {
                                return super.append(records);
                            }
                        }
                    };
            case OVERLOOKED_BY_THE_SECOND_TRY ->
                    new ForwardingLog(log) {
                        @Override
                        public void read(long from, long until, Consumer<Entry> consumer) {
                            if (from == 0) {
                                super.read(from, until, consumer);
                            }
                        }
                    };
            case SERVES_AFTER_THE_FENCE ->
                    new ForwardingLog(log) {
                        @Override
                        public long append(List<Outgoing> records) {
                            try {
                                return super.append(records);
                            } catch (FencedException ignored) {
                                return broker.end();
                            }
                        }
                    };
            case ABORT_TAKEN_FOR_COMMIT ->
                    new ForwardingLog(log) {
                        @Override
                        public long append(List<Outgoing> records) {
                            try {
                                return super.append(records);
                            } catch (AbortedException ignored) {
                                return broker.end();
                            }
                        }
                    };
            case COMMIT_TAKEN_FOR_ABORT ->
                    new ForwardingLog(log) {
                        private int appends;

                        @Override
                        public long append(List<Outgoing> records) {
                            long first = super.append(records);
                            if (++appends % 5 == 0) {
                                throw new AbortedException("it was not", null);
                            }
                            return first;
                        }
                    };
            case GROUP_TORN ->
                    new ForwardingLog(log) {
                        @Override
                        public long append(List<Outgoing> records) {
                            try {
                                return super.append(records);
                            } catch (FencedException e) {
                                throw e;
                            } catch (RuntimeException failed) {
                                broker.commit(records.subList(0, 1));
                                throw failed;
                            }
                        }
                    };
            default -> log;
        };
    }

    /** The folds with the mistake in them. */
    BookFolds in(BookFolds folds) {
        if (this != STATE_KEPT_WHEN_STEPPING_DOWN) {
            return folds;
        }
        Map<String, BookFold> kept = new HashMap<>();
        return new BookFolds() {
            @Override
            public String tagKey() {
                return folds.tagKey();
            }

            @Override
            public QualifiedName stateType() {
                return folds.stateType();
            }

            @Override
            public BookFold create(String book, LocalIndex index) {
                BookFold fold = kept.computeIfAbsent(book, b -> folds.create(book, index));
                SimulatedLedger ledger = (SimulatedLedger) fold;
                return new BookFold() {
                    @Override
                    public void apply(
                            dev.weir.contract.log.EventRecord record, Object event, String hash) {
                        if (record.sequence() > ledger.last().sequence()) {
                            ledger.apply(record, event, hash);
                        }
                    }

                    @Override
                    public Object state() {
                        return ledger;
                    }
                };
            }
        };
    }
}
