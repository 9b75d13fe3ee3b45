package dev.weir.domain;

import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.CommentOnCase;
import dev.weir.contract.commands.v1.LinkCases;
import dev.weir.contract.commands.v1.ReopenCase;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.ResolveCase;
import dev.weir.contract.log.EventTypes;
import java.util.List;
import java.util.SplittableRandom;

/** Random commands about the cases of a history. */
final class CaseSteps {
    private CaseSteps() {}

    /** One step in eight, by chance of its own: the other steps of a history stay as they are. */
    static void sometimes(Desk desk, String key) {
        SplittableRandom random = new SplittableRandom(desk.log.size());
        if (random.nextInt(8) == 0) {
            step(desk, random, key);
        }
    }

    private static void step(Desk desk, SplittableRandom random, String key) {
        String one = some(desk, random);
        Verdict verdict = random.nextBoolean() ? Verdict.FRAUD : Verdict.LEGITIMATE;
        desk.send(
                switch (random.nextInt(7)) {
                    case 0 -> AssignCase.newBuilder().setCaseId(one).setAssignee("eve").build();
                    case 1 -> CommentOnCase.newBuilder().setCaseId(one).setText("hm").build();
                    case 2 ->
                            LinkCases.newBuilder()
                                    .setCaseId(one)
                                    .setOtherCaseId(some(desk, random))
                                    .build();
                    case 3, 4 -> ReopenCase.newBuilder().setCaseId(one).build();
                    case 5 -> ResolveAlert.newBuilder().setAlertId(one).setVerdict(verdict).build();
                    default -> ResolveCase.newBuilder().setCaseId(one).setVerdict(verdict).build();
                },
                key);
    }

    private static String some(Desk desk, SplittableRandom random) {
        List<String> cases =
                desk.log.stream()
                        .map(record -> EventTypes.parse(record.type(), record.value()))
                        .filter(CaseOpened.class::isInstance)
                        .map(event -> ((CaseOpened) event).getCaseId())
                        .toList();
        return cases.isEmpty() ? "none" : cases.get(random.nextInt(cases.size()));
    }
}
