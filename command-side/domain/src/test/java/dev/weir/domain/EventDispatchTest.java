package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventDispatchTest {
    @Test
    void everyEventIsFoldedOrIgnoredOnPurposeOrBelongsToTheControlBook() {
        Set<String> known = new TreeSet<>(Evolve.handled());
        known.addAll(Evolve.IGNORED);
        EventTypes.names().stream()
                .filter(name -> name.startsWith("weir.control.v1."))
                .forEach(known::add);

        assertThat(known).isEqualTo(new TreeSet<>(EventTypes.names()));
        assertThat(Evolve.handled()).doesNotContainAnyElementsOf(Evolve.IGNORED);
    }

    @Test
    void everyEventOfTheControlBookChangesItOrIsLeftOutOnPurpose() {
        for (String name : EventTypes.names()) {
            boolean mine =
                    name.startsWith("weir.control.v1.") && !EvolveControl.IGNORED.contains(name);
            Message event = EventTypes.parse(name, new byte[0]);

            assertThat(EvolveControl.apply(new ControlTables(), FOLD, event))
                    .as(name)
                    .isEqualTo(mine);
        }
    }

    private static final Fold FOLD =
            new Fold(
                    new EventRecord(
                            ControlBook.ID,
                            0,
                            "e",
                            "",
                            1,
                            1,
                            "",
                            "",
                            1,
                            1,
                            "",
                            "",
                            List.of(),
                            Map.of(),
                            new byte[0]),
                    "hash");
}
