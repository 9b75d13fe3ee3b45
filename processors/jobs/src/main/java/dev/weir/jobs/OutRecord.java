package dev.weir.jobs;

/** One record for {@code weir.views} or {@code weir.decisions}. A Flink POJO. */
public final class OutRecord {
    /** The partition of the event that it follows from. */
    public int partition;

    /** The record's key in UTF-8. */
    public String key = "";

    /** Full protobuf name of the value's message. */
    public String type = "";

    /** The message, serialised. */
    public byte[] value = new byte[0];

    /** The book, for the header of a decision; empty: no header. */
    public String book = "";

    /** A serialised DecisionTimes for the header of a decision; empty: no header. */
    public byte[] times = new byte[0];

    public OutRecord() {}

    OutRecord(int partition, String key, String type, byte[] value) {
        this.partition = partition;
        this.key = key;
        this.type = type;
        this.value = value;
    }
}
