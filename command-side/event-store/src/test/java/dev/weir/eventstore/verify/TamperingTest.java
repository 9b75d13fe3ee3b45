package dev.weir.eventstore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.weir.contract.checkpoint.CheckpointSigner;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.store.v1.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way to tamper with a log or its checkpoints is found, and named with its place. */
class TamperingTest {

    @Test
    void findsNothingInASoundLog() {
        assertThat(new SignedLog().problems()).isEmpty();
        SignedLog again = new SignedLog();
        again.checkpoints.add(again.checkpoints.getLast());
        assertThat(again.problems()).as("the last checkpoint was sent twice").isEmpty();
    }

    static Stream<Arguments> tamperings() {
        return Stream.of(
                in("a byte of the last value flipped", log -> flipValue(log, 4))
                        .shows("sequence 4: this is not the record that was signed")
                        .at("weir.events-1, offset 4"),
                in("a byte of a value flipped", log -> flipValue(log, 2))
                        .shows("sequence 2: was altered or replaced: the hash chain is broken")
                        .at("weir.events-1, offset 2"),
                in("a byte of a header flipped", log -> flipHeader(log, 1))
                        .shows("sequence 1: was altered or replaced: the hash chain is broken")
                        .at("weir.events-1, offset 1"),
                in("a byte of a key flipped", log -> flipKey(log, 3))
                        .shows("sequence 4: record 3 before it is missing")
                        .at("weir.events-1, offset 4"),
                in("the key flipped, seen from the other book", log -> flipKey(log, 3))
                        .shows("sequence 3: ce_source says /books/main")
                        .at("weir.events-1, offset 3"),
                in("a record removed", log -> log.records.remove(1))
                        .shows("sequence 2: record 1 before it is missing")
                        .at("weir.events-1, offset 2"),
                in("records swapped", log -> log.records.add(1, log.records.remove(2)))
                        .shows("sequence 1: stands behind record 2: repeated or out of order")
                        .at("weir.events-1, offset 1"),
                in("records swapped behind a right last one", TamperingTest::swap)
                        .shows("sequence 3: the log has another Merkle root than was signed")
                        .at("weir.events-1, offset 3"),
                in("a record added", log -> log.records.add(log.records.get(2)))
                        .shows("sequence 2: stands behind record 4: repeated or out of order")
                        .at("weir.events-1, offset 2"),
                in("the tail cut", log -> log.records.removeLast())
                        .shows("sequence 3: the log was cut: it ends with record 3, but record 4")
                        .at("weir.checkpoints-0, offset 2"),
                in("all records cut", log -> log.records.clear())
                        .shows("book main: the log was cut: it ends with nothing, but record 4")
                        .at("weir.checkpoints-0, offset 2"),
                in("the book rewritten, its chain made anew", TamperingTest::rewrite)
                        .shows(
                                "sequence 3: this is not the record that was signed: a record from 2")
                        .at("weir.events-1, offset 3"),
                in("a record before the last signed one rewritten", TamperingTest::rewrite)
                        .shows("to 3 was altered, removed, added or swapped; checkpoint of 4")
                        .at("weir.events-1, offset 3"),
                in("a record replaced by nothing", TamperingTest::deleteValue)
                        .shows("a record without a key or a value is no event")
                        .at("weir.events-1, offset 2"),
                in("the first checkpoint cut", log -> log.checkpoints.remove(0))
                        .shows(
                                "the checkpoint continues one of 2 records, but the one before it is")
                        .at("weir.checkpoints-0, offset 1"),
                in("a checkpoint cut", log -> log.checkpoints.remove(1))
                        .shows("sequence 4: the checkpoint continues one of 4 records, but")
                        .at("weir.checkpoints-0, offset 2"),
                in("checkpoints swapped", log -> log.checkpoints.add(log.checkpoints.remove(1)))
                        .shows("a checkpoint of 4 records stands behind one of 5: swapped")
                        .at("weir.checkpoints-0, offset 1"),
                in("a root altered", log -> alter(log, c -> c.setRoot(other(c.getRoot()))))
                        .shows("the signature of the checkpoint does not hold")
                        .at("weir.checkpoints-0, offset 1"),
                in("a size altered", log -> alter(log, c -> c.setTreeSize(3).setLastSequence(2)))
                        .shows("the signature of the checkpoint does not hold")
                        .at("weir.checkpoints-0, offset 1"),
                in("a signature altered", log -> alter(log, c -> c.setSignature(ByteString.EMPTY)))
                        .shows("the signature of the checkpoint does not hold")
                        .at("weir.checkpoints-0, offset 1"),
                in("a checkpoint of an unknown key", TamperingTest::signWithAnotherKey)
                        .shows("which is not among the public keys")
                        .at("weir.checkpoints-0, offset 1"),
                in("a malformed checkpoint", log -> alter(log, c -> c.setLastSequence(9)))
                        .shows("the checkpoint is malformed")
                        .at("weir.checkpoints-0, offset 1"),
                in("bytes that are no checkpoint", TamperingTest::scribble)
                        .shows("this is no checkpoint")
                        .at("weir.checkpoints-0, offset 1"),
                in("another history signed with the key", TamperingTest::fork)
                        .shows("another history was signed: two checkpoints of 4 records")
                        .at("weir.checkpoints-0, offset 9"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void namesWhatIsWrongAndWhere(
            String name, Consumer<SignedLog> tampering, String what, String place) {
        SignedLog log = new SignedLog();
        tampering.accept(log);

        assertThat(log.problems())
                .as(name)
                .anySatisfy(
                        problem -> {
                            assertThat(problem.sentence()).contains(what);
                            assertThat(problem.place()).isEqualTo(place);
                        });
    }

    /** No byte of any record or checkpoint is free. */
    @Test
    void findsEachFlippedByteOfTheLog() {
        for (int r = 0; r < 5; r++) {
            int record = r;
            SignedLog untouched = new SignedLog();
            RawRecord raw = untouched.records.get(record);
            IntStream.range(0, raw.value().length)
                    .forEach(at -> found(record + " value " + at, log -> flip(log, record, at)));
            for (int h = 0; h < raw.headers().size(); h++) {
                int header = h;
                IntStream.range(0, raw.headers().get(header).getValue().length)
                        .forEach(
                                at ->
                                        found(
                                                record + " header " + header + " byte " + at,
                                                log -> flip(log, record, header, at)));
            }
        }
    }

    @Test
    void findsEachFlippedByteOfACheckpoint() {
        int length = new SignedLog().checkpoints.get(1).value().length;
        for (int i = 0; i < length; i++) {
            int at = i;
            found("checkpoint byte " + at, log -> log.checkpoints.get(1).value()[at] ^= 1);
        }
    }

    @Test
    void namesACheckpointThatWasKeptElsewhereAndIsGone() {
        SignedLog log = new SignedLog();
        Checkpoint kept = log.checkpoint(2);
        log.records.removeLast();
        log.checkpoints.removeLast();
        assertThat(log.problems()).as("without what was kept nobody can know").isEmpty();

        assertThat(log.problems(List.of(kept)))
                .singleElement()
                .extracting(Problem::sentence)
                .asString()
                .contains("sequence 4: a checkpoint of 5 records")
                .contains("was kept elsewhere and is not in weir.checkpoints");
    }

    @Test
    void namesOldRecordsThatNoCheckpointCovers() {
        SignedLog log = new SignedLog();
        log.checkpoints.removeLast();

        assertThat(log.problems(List.of(), 0)).as("the record is of time 0").isEmpty();
        assertThat(log.problems(List.of(), 1))
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith("book main, sequence 4: no checkpoint covers this record")
                .endsWith("(weir.events-1, offset 4)");
    }

    private static void found(String what, Consumer<SignedLog> tampering) {
        SignedLog log = new SignedLog();
        tampering.accept(log);
        assertThat(log.problems()).as(what).isNotEmpty();
    }

    private static void flip(SignedLog log, int record, int at) {
        log.records.get(record).value()[at] ^= 1;
    }

    private static void flip(SignedLog log, int record, int header, int at) {
        log.records.get(record).headers().get(header).getValue()[at] ^= 1;
    }

    private static void flipValue(SignedLog log, int record) {
        flip(log, record, log.records.get(record).value().length / 2);
    }

    private static void flipHeader(SignedLog log, int record) {
        log.records.get(record).headers().stream()
                .filter(header -> header.getKey().equals(EventHeaders.ID))
                .forEach(header -> header.getValue()[0] ^= 1);
    }

    private static void flipKey(SignedLog log, int record) {
        log.records.get(record).key()[0] ^= 1;
    }

    /** The checkpoint of 2 records, which would name record 1, is gone too. */
    private static void swap(SignedLog log) {
        log.records.add(1, log.records.remove(2));
        log.checkpoints.removeFirst();
    }

    private static void deleteValue(SignedLog log) {
        RawRecord raw = log.records.get(2);
        log.records.set(
                2, new RawRecord(raw.partition(), raw.offset(), raw.key(), raw.headers(), null));
    }

    /** Somebody who can write the log makes a chain of his own behind record 1. */
    private static void rewrite(SignedLog log) {
        log.records.clear();
        log.records.addAll(
                new SmallLog()
                        .add(SmallLog.account("clearing:ATM"))
                        .add(SmallLog.account("alice"))
                        .add(
                                SmallLog.transfer(
                                        "t1",
                                        SmallLog.posting("clearing:ATM", -900, -900, 0),
                                        SmallLog.posting("alice", 900, 900, 0)))
                        .add(SmallLog.requested("p1", SmallLog.hold("alice", 30, 900, 30)))
                        .add(SmallLog.approved("p1"))
                        .records());
    }

    private static void alter(SignedLog log, Consumer<Checkpoint.Builder> change) {
        Checkpoint.Builder checkpoint = log.checkpoint(1).toBuilder();
        change.accept(checkpoint);
        log.checkpoints.set(1, SignedLog.raw(1, checkpoint.build()));
    }

    private static void signWithAnotherKey(SignedLog log) {
        KeyPair other = SignedLog.keyPair();
        CheckpointSigner signer = CheckpointSigner.of(other.getPrivate(), other.getPublic());
        log.checkpoints.set(1, SignedLog.raw(1, signer.sign(log.checkpoint(1))));
    }

    private static void scribble(SignedLog log) {
        RawRecord raw = log.checkpoints.get(1);
        log.checkpoints.set(
                1,
                new RawRecord(
                        raw.topic(),
                        0,
                        1,
                        0,
                        raw.key(),
                        List.<Map.Entry<String, byte[]>>of(),
                        "scribble".getBytes(StandardCharsets.UTF_8)));
    }

    /** The operator signs a second history of the same length. */
    private static void fork(SignedLog log) {
        SignedLog other = new SignedLog();
        rewrite(other);
        Checkpoint second = SignedLog.parse(SignedLog.sign(other.records, SignedLog.PAIR).get(1));
        List<RawRecord> both = new ArrayList<>(log.checkpoints);
        both.add(2, SignedLog.raw(9, second));
        log.checkpoints.clear();
        log.checkpoints.addAll(both);
    }

    private static ByteString other(ByteString bytes) {
        byte[] altered = bytes.toByteArray();
        altered[0] ^= 1;
        return ByteString.copyFrom(altered);
    }

    private static Case in(String name, Consumer<SignedLog> tampering) {
        return new Case(name, tampering, "");
    }

    /** A row of the table. */
    private record Case(String name, Consumer<SignedLog> tampering, String what) {
        Case shows(String sentence) {
            return new Case(name, tampering, sentence);
        }

        Arguments at(String place) {
            return Arguments.of(name, tampering, what, place);
        }
    }
}
