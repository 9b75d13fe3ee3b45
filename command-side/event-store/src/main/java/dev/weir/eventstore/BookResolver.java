package dev.weir.eventstore;

import java.util.Set;
import org.axonframework.messaging.eventstreaming.Tag;

/** Says to which book a set of tags belongs: of an event, or of one criterion of a condition. */
@FunctionalInterface
public interface BookResolver {

    /**
     * The book of the tags.
     *
     * @param tags may be empty, for a condition without criteria
     * @throws IllegalArgumentException if the tags belong to no book or to several
     */
    String bookOf(Set<Tag> tags);

    /** All events are of one book. */
    static BookResolver constant(String book) {
        return tags -> book;
    }

    /** The value of the one tag with the key is the book. */
    static BookResolver byTag(String key) {
        return tags -> {
            String book = null;
            for (Tag tag : tags) {
                if (tag.key().equals(key)) {
                    if (book != null && !book.equals(tag.value())) {
                        throw new IllegalArgumentException(
                                "tags of the books " + book + " and " + tag.value());
                    }
                    book = tag.value();
                }
            }
            if (book == null) {
                throw new IllegalArgumentException("no tag '" + key + "' names a book: " + tags);
            }
            return book;
        };
    }
}
