package dev.weir.contract.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Key files: blocks of base64 between named lines. */
public final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /** One block. */
    public static String block(String kind, byte[] bytes) {
        String body =
                Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** The bytes of all blocks of a kind, in their order. */
    public static List<byte[]> blocks(String text, String kind) {
        String name = Pattern.quote(kind);
        Matcher matcher =
                Pattern.compile("-----BEGIN " + name + "-----([^-]*)-----END " + name + "-----")
                        .matcher(text);
        List<byte[]> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(Base64.getMimeDecoder().decode(matcher.group(1)));
        }
        return blocks;
    }
}
