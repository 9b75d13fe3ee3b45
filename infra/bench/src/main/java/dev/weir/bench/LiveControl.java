package dev.weir.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.ModelStore;
import dev.weir.launcher.ApiClient;
import dev.weir.processors.bench.BenchControl;
import dev.weir.processors.bench.BenchModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the measured payments are judged by, brought to life as people do it: drafted by one,
 * approved and activated by another. Closing it retires the rules and patterns and takes the model
 * back, so that the platform is as it was.
 */
final class LiveControl implements AutoCloseable {
    private static final String RULES = "/v1/control/rules";
    private static final String PATTERNS = "/v1/control/patterns";

    private final ApiClient analyst;
    private final ApiClient approver;
    private final String run;
    private final List<String> toRetire = new ArrayList<>();
    private boolean promoted;

    /**
     * @param run makes the names of rules and patterns new
     */
    LiveControl(ApiClient analyst, ApiClient approver, String run) {
        this.analyst = analyst;
        this.approver = approver;
        this.run = run;
    }

    /** All of them. */
    void begin(Path models) throws IOException {
        for (Rule rule : BenchControl.moreRules()) {
            Rule draft =
                    rule.toBuilder()
                            .setRuleId(rule.getRuleId() + "-" + run)
                            .clearVersion()
                            .clearAuthor()
                            .build();
            activate(RULES, draft.getRuleId(), draft);
        }
        for (Pattern pattern : BenchControl.patterns()) {
            Pattern draft =
                    pattern.toBuilder()
                            .setPatternId(pattern.getPatternId() + "-" + run)
                            .clearVersion()
                            .clearAuthor()
                            .build();
            activate(PATTERNS, draft.getPatternId(), draft);
        }
        promote(models);
    }

    private void activate(String kind, String id, Message draft) throws IOException {
        Client.post(analyst, kind, json(draft));
        String path = kind + "/" + id;
        Client.post(approver, path + "/approve", "{\"version\":1}");
        Client.post(approver, path + "/activate", "{\"version\":1}");
        toRetire.add(path);
    }

    /**
     * The model that comes with the platform for the set that is computed, else one made for it.
     */
    private void promote(Path models) throws IOException {
        FeatureSet set = FeatureSet.payments2();
        String hash = modelIn(models);
        String path = "/v1/control/models/" + hash;
        try {
            Client.post(
                    analyst,
                    "/v1/control/models",
                    "{\"model_hash\":\""
                            + hash
                            + "\",\"path\":\""
                            + ModelStore.pathOf(hash)
                            + "\",\"feature_set\":\""
                            + set.id()
                            + "\"}");
            Client.post(approver, path + "/approve", "{}");
        } catch (IllegalStateException e) {
            // an earlier run has registered it
            System.err.println("weir: " + e.getMessage());
        }
        try {
            Client.post(approver, path + "/promote", "{}");
            promoted = true;
        } catch (IllegalStateException e) {
            // it has been the champion before the benchmark, and stays it
            if (!e.getMessage().contains("champion")) {
                throw e;
            }
        }
    }

    /** Its hash, and its file in the folder if it does not come with the platform. */
    static String modelIn(Path folder) {
        FeatureSet set = FeatureSet.payments2();
        return new BundledModelStore()
                .hashFor(set.id())
                .orElseGet(() -> new FolderModelStore(folder).write(BenchModel.file(set)));
    }

    @Override
    public void close() {
        for (String path : toRetire) {
            quietly(path + "/retire", "{\"reason\":\"the benchmark has ended\"}");
        }
        if (promoted) {
            quietly("/v1/control/model-roll-back", "{}");
        }
    }

    private void quietly(String path, String body) {
        try {
            Client.post(approver, path, body);
        } catch (IOException | RuntimeException e) {
            System.err.println("weir: left behind: " + e.getMessage());
        }
    }

    private static String json(Message message) throws InvalidProtocolBufferException {
        return JsonFormat.printer()
                .preservingProtoFieldNames()
                .omittingInsignificantWhitespace()
                .print(message);
    }
}
