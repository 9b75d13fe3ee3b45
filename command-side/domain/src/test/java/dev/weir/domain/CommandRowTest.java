package dev.weir.domain;

import static dev.weir.domain.Commands.limit;
import static dev.weir.domain.Commands.reverse;
import static dev.weir.domain.Commands.transfer;
import static dev.weir.domain.Commands.withdraw;
import static dev.weir.domain.Commands.word;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CommandRowTest {
    private final Desk desk = new Desk();
    private CommandRow row;
    private int ids;

    @BeforeEach
    void accounts() {
        desk.funded("alice", 100);
        desk.account("bob");
        row = desk.book.row();
    }

    @Test
    void eachCommandSeesThoseBeforeIt() {
        assertThat(word(next(transfer("t", "bob", "alice", 1).build())))
                .isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(word(next(transfer("t", "alice", "bob", 60).build()))).isEqualTo("OK");
        assertThat(word(next(transfer("t", "alice", "bob", 60).build()))).isEqualTo("REPEATED");
        assertThat(word(next(transfer("u", "alice", "bob", 60).build())))
                .isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(word(next(reverse("t", "r", 20)))).isEqualTo("OK");
        assertThat(word(next(transfer("u", "alice", "bob", 60).build()))).isEqualTo("OK");
        assertThat(word(next(open("carol")))).isEqualTo("OK");
        assertThat(word(next(transfer("v", "bob", "carol", 100).build()))).isEqualTo("OK");
    }

    @Test
    void nothingOfItTouchesTheBook() {
        desk.send(limit("l").setAccountId("alice").setPerDayMinor(50).build());
        row = desk.book.row();
        String before = desk.book.fingerprint();
        next(open("carol"));
        next(transfer("t", "alice", "bob", 40).build());
        assertThat(word(next(withdraw("alice", 20).build()))).isEqualTo("LIMIT_EXCEEDED");
        next(Desk.payment("p", "alice", 5, Channel.POS).setMode(DecisionMode.HISTORY).build());

        assertThat(desk.book.fingerprint()).isEqualTo(before);
        assertThat(desk.index.get("t/t")).isEmpty();
        assertThat(word(desk.send(withdraw("alice", 20).build()))).isEqualTo("OK");
    }

    @Test
    void aPaymentThatIsOpenInTheBookIsClosedInTheRowAloneWhateverItsIndexKnows() {
        Book book = new Book("b", false, new UnknowingIndex(desk.index));
        desk.pay("p", "alice", 30, Channel.ONLINE);
        desk.decision("p", dev.weir.contract.decisions.v1.Outcome.APPROVED, 5);
        desk.log.forEach(
                record -> book.apply(record, EventTypes.parse(record.type(), record.value())));
        String before = book.fingerprint();
        row = book.row();
        Message giveUp = VoidPayment.newBuilder().setPaymentId("p").build();

        assertThat(word(next(giveUp))).isEqualTo("OK");
        assertThat(word(next(giveUp))).isNotEqualTo("OK");
        assertThat(book.fingerprint()).isEqualTo(before);
    }

    /** Cannot tell of payments that are not on the heap. */
    private record UnknowingIndex(BusinessIndex entries) implements BusinessIndex {
        @Override
        public Optional<byte[]> get(String key) {
            return entries.get(key);
        }

        @Override
        public void put(String key, byte[] value) {}

        @Override
        public boolean isKnown(String key) {
            return !key.startsWith("p/");
        }
    }

    @Test
    void anAccountsVersionIsThatOfTheRecordThatTheRowWillWrite() {
        next(transfer("t", "alice", "bob", 1).build());
        long written = row.sequence();

        assertThat(
                        word(
                                next(
                                        withdraw("bob", 1)
                                                .addGuards(Commands.version("bob", written))
                                                .build())))
                .isEqualTo("OK");
    }

    @RepeatedTest(5)
    void aRowAnswersAsTheCommandsOneByOneWould(RepetitionInfo repetition) {
        long seed = Seeds.of(repetition.getCurrentRepetition());
        SplittableRandom random = new SplittableRandom(seed);
        for (int batch = 0; batch < 20; batch++) {
            row = desk.book.row();
            List<Message> commands = new ArrayList<>();
            List<String> inRow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Message command = command(random);
                commands.add(command);
                inRow.add(word(next(command)));
            }
            List<String> alone = commands.stream().map(c -> word(desk.send(c))).toList();

            assertThat(inRow).as("seed %s, batch %s", seed, batch).isEqualTo(alone);
            assertThat(row.sequence()).isEqualTo(desk.book.sequence());
        }
    }

    private static Message command(SplittableRandom random) {
        String[] names = {"alice", "bob", "carol"};
        String from = names[random.nextInt(3)];
        String to = names[random.nextInt(3)];
        String id = "t" + random.nextInt(200);
        return switch (random.nextInt(5)) {
            case 0 -> open(to);
            case 1 -> reverse(id, "r" + random.nextInt(200), random.nextInt(20));
            case 2 ->
                    Desk.payment("p" + random.nextInt(200), from, 1, Channel.POS)
                            .setMode(DecisionMode.HISTORY)
                            .build();
            default -> transfer(id, from, to, random.nextInt(1, 40)).build();
        };
    }

    private Outcome next(Message command) {
        return row.next(
                command,
                new CommandContext(
                        row.now(desk.now()),
                        desk.now(),
                        7,
                        "ann",
                        "",
                        CommandHash.of(command),
                        "row-" + ++ids));
    }

    private static OpenAccount open(String account) {
        return OpenAccount.newBuilder().setAccountId(account).setCurrency("EUR").build();
    }
}
