package dev.weir.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.log.EventTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file an event and version, as it lay on disk when the version was released. They are read for
 * ever; a new event's files are written with {@code -Dweir.golden.write=true}, which never touches
 * one that exists.
 */
class GoldenFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/v1");

    static Stream<String> events() throws IOException {
        if (Boolean.getBoolean("weir.golden.write")) {
            for (String name : EventTypes.names()) {
                writeIfAbsent(name);
            }
        }
        return EventTypes.names().stream();
    }

    @ParameterizedTest
    @MethodSource("events")
    void bytesOfOldStillMeanTheSame(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".bin"));

        Message event = EventTypes.parse(name, bytes);

        assertThat(json(event)).isEqualTo(Files.readString(FOLDER.resolve(name + ".json")));
        assertThat(event.getUnknownFields().asMap()).isEmpty();
        assertThat(event.toByteArray()).isEqualTo(bytes);
    }

    /** Whatever versions come later: what was released once is read as the last one, for ever. */
    @Test
    void everyReleasedVersionIsReadAsTheLastOne() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER.getParent())) {
            List<Path> stored = files.filter(file -> file.toString().endsWith(".bin")).toList();
            assertThat(stored).hasSizeGreaterThanOrEqualTo(EventTypes.names().size());
            for (Path file : stored) {
                String name = file.getFileName().toString().replace(".bin", "");
                Message event = EventTypes.parse(name, Files.readAllBytes(file));
                assertThat(EventTypes.nameOf(event))
                        .as(file.toString())
                        .isEqualTo(EventTypes.catalog().current(name));
            }
        }
    }

    @Test
    void thereIsAFileForEachEventAndForNothingElse() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> names =
                    files.map(file -> file.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
            Set<String> expected =
                    EventTypes.names().stream()
                            .flatMap(name -> Stream.of(name + ".bin", name + ".json"))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(names).isEqualTo(expected);
        }
    }

    private static void writeIfAbsent(String name) throws IOException {
        Path bytes = FOLDER.resolve(name + ".bin");
        if (Files.notExists(bytes)) {
            Message event = Filler.fill(EventTypes.prototype(name));
            Files.write(bytes, event.toByteArray());
            Files.writeString(FOLDER.resolve(name + ".json"), json(event));
        }
    }

    private static String json(Message event) throws InvalidProtocolBufferException {
        return JsonFormat.printer().preservingProtoFieldNames().print(event) + "\n";
    }
}
