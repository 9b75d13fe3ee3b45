package dev.weir.launcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real broker, started from nothing and then from what it left. */
class PlatformTopicsTest {
    @TempDir private Path data;

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void topicsAreMadeOnceWidenedOnRequestAndOutliveTheBroker() throws Exception {
        int port = freePort();
        String bootstrap = "127.0.0.1:" + port;
        Path folder = data.resolve("kafka");
        try (KafkaBroker first = KafkaBroker.start(BrokerSpec.alone(folder, port, freePort()))) {
            assertThat(first).isNotNull();
            assertThat(PlatformTopics.ensure(bootstrap, 2)).isEqualTo(2);
            assertThat(PlatformTopics.ensure(bootstrap, 3)).isEqualTo(3);
        }
        int again = freePort();
        try (KafkaBroker second = KafkaBroker.start(BrokerSpec.alone(folder, again, freePort()));
                Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + again))) {
            assertThat(second).isNotNull();
            assertThat(PlatformTopics.ensure("127.0.0.1:" + again, 1)).isEqualTo(3);
            assertThat(partitions(admin, Topics.EVENTS)).isEqualTo(3);
            assertThat(partitions(admin, Topics.DECISIONS)).isEqualTo(3);
            assertThat(partitions(admin, Topics.VIEWS)).isEqualTo(3);
            assertThat(partitions(admin, Topics.SNAPSHOTS)).isEqualTo(3);
            assertThat(partitions(admin, Topics.WEBHOOKS)).isEqualTo(1);
            assertThat(partitions(admin, Topics.WEBHOOKS_LATER)).isEqualTo(Topics.WEBHOOK_WAITS);
            assertThat(setting(admin, Topics.EVENTS, "retention.ms")).isEqualTo("-1");
            assertThat(setting(admin, Topics.EVENTS, "cleanup.policy")).isEqualTo("delete");
            assertThat(setting(admin, Topics.BOOKS, "cleanup.policy")).isEqualTo("compact");
            assertThat(setting(admin, Topics.DECISIONS, "retention.ms"))
                    .isEqualTo(Integer.toString(6 * 3600 * 1000));
        }
    }

    private static int partitions(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .size();
    }

    private static String setting(Admin admin, String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get(name).value();
    }
}
