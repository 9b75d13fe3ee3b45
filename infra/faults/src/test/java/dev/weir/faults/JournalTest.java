package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An oracle that finds nothing wrong has to be one that can. */
class JournalTest {
    private static final Call.Asked POSTED = new Call.Asked("k1", "");
    private static final Call.Asked REFUSED = new Call.Asked("k2", "INSUFFICIENT_FUNDS");
    private static final Answer AT_3 = new Answer("b:3", "ab", "t", "", "");
    private static final Answer NO_FUNDS =
            Answer.refused("INSUFFICIENT_FUNDS", Map.of("available", "5"));

    private final Journal journal = new Journal();

    private void sent() {
        journal.sent(new Call("b", "/path", "{}", Map.of(), List.of(POSTED, REFUSED)));
    }

    @Test
    void aRepeatWithTheSameAnswerChangesNothing() {
        sent();
        journal.answered(List.of(POSTED, REFUSED), List.of(AT_3, NO_FUNDS));
        journal.answered(List.of(POSTED, REFUSED), List.of(AT_3, NO_FUNDS));

        assertThat(journal.acknowledgedCount()).isEqualTo(2);
        assertThat(journal.changedAnswers()).isZero();
        assertThat(journal.wrongAnswers()).isZero();
    }

    @Test
    void anotherPositionHashOrParameterIsAChangedAnswer() {
        sent();
        journal.answered(List.of(POSTED, REFUSED), List.of(AT_3, NO_FUNDS));
        journal.answered(List.of(POSTED), List.of(new Answer("b:4", "ab", "t", "", "")));
        journal.answered(List.of(POSTED), List.of(new Answer("b:3", "cd", "t", "", "")));
        journal.answered(
                List.of(REFUSED),
                List.of(Answer.refused("INSUFFICIENT_FUNDS", Map.of("available", "6"))));

        assertThat(journal.changedAnswers()).isEqualTo(3);
        assertThat(journal.notes()).hasSize(3);
    }

    @Test
    void anAnswerThatTheCommandCannotHaveIsAWrongOne() {
        sent();
        journal.answered(List.of(POSTED), List.of(Answer.refused("ID_REUSED", Map.of())));
        journal.answered(List.of(REFUSED), List.of(AT_3));

        assertThat(journal.wrongAnswers()).isEqualTo(2);
    }

    @Test
    void fewerAnswersThanCommandsAreWrong() {
        sent();
        journal.answered(List.of(POSTED, REFUSED), List.of(AT_3));

        assertThat(journal.wrongAnswers()).isEqualTo(2);
    }
}
