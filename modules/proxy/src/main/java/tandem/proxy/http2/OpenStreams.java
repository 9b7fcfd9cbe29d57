package tandem.proxy.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The streams of one connection that are open; few, hence a list. One thread. */
final class OpenStreams {
    private Stream[] list = new Stream[4];
    private int count;

    int count() {
        return count;
    }

    Stream at(int index) {
        return list[index];
    }

    @Nullable
    Stream find(int id) {
        for (int i = count - 1; i >= 0; i--) {
            if (list[i].id() == id) {
                return list[i];
            }
        }
        return null;
    }

    void add(Stream stream) {
        if (count == list.length) {
            list = Arrays.copyOf(list, count * 2);
        }
        list[count++] = stream;
    }

    @SuppressWarnings("NullAway") // behind the count there is nothing
    void remove(Stream stream) {
        for (int i = 0; i < count; i++) {
            if (list[i] == stream) {
                list[i] = list[--count];
                list[count] = null;
                return;
            }
        }
    }
}
