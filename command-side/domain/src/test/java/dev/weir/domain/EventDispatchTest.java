package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.log.EventTypes;
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
}
