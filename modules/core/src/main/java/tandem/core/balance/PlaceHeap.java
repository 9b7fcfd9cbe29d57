package tandem.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places of which the first is at hand. Under the lock of the {@link Schedule}. */
final class PlaceHeap {
    private final Place[] heap;

    /** @param places with their keys; each gets to know this heap */
    PlaceHeap(List<Place> places) {
        heap = places.toArray(Place[]::new);
        for (int i = 0; i < heap.length; i++) {
            heap[i].at = i;
            heap[i].heap = this;
        }
        for (int i = heap.length / 2 - 1; i >= 0; i--) {
            sink(heap[i]);
        }
    }

    /** The one with the least keys; of equal ones the one that entered first. Null if there is none. */
    @Nullable
    Place first() {
        return heap.length == 0 ? null : heap[0];
    }

    /** Gives one of its places a key that is no less than before. */
    void raise(Place place, long key) {
        place.key = key;
        sink(place);
    }

    /** Finds one of its places another rank: its keys are no longer what they were. */
    void move(Place place) {
        rise(place);
        sink(place);
    }

    private void rise(Place place) {
        int at = place.at;
        while (at > 0 && place.before(heap[(at - 1) / 2])) {
            put(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        put(place, at);
    }

    private void sink(Place place) {
        int at = place.at;
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < heap.length && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (child >= heap.length || !heap[child].before(place)) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(place, at);
    }

    private void put(Place place, int at) {
        heap[at] = place;
        place.at = at;
    }
}
