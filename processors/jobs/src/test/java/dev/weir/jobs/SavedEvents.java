package dev.weir.jobs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A log in a file, so that a test of a later build reads what an earlier one wrote. */
final class SavedEvents {
    private SavedEvents() {}

    static void write(Path file, List<EventIn> log) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeInt(log.size());
            for (EventIn event : log) {
                out.writeInt(event.partition);
                out.writeLong(event.offset);
                out.writeUTF(event.book);
                out.writeLong(event.sequence);
                out.writeUTF(event.type);
                out.writeLong(event.recordedMicros);
                out.writeLong(event.occurredMicros);
                out.writeInt(event.value.length);
                out.write(event.value);
            }
        }
    }

    static List<EventIn> read(Path file) throws IOException {
        List<EventIn> log = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                EventIn event = new EventIn();
                event.partition = in.readInt();
                event.offset = in.readLong();
                event.book = in.readUTF();
                event.sequence = in.readLong();
                event.type = in.readUTF();
                event.recordedMicros = in.readLong();
                event.occurredMicros = in.readLong();
                event.value = in.readNBytes(in.readInt());
                log.add(event);
            }
        }
        return log;
    }
}
